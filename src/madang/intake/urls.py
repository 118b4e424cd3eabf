from django.urls import path

from madang.intake import office

app_name = "intake"

urlpatterns = [
    path("office/<slug:slug>/import/", office.uploads, name="uploads"),
    path("office/<slug:slug>/import/<int:number>/", office.upload, name="upload"),
    path("office/<slug:slug>/import/<int:number>/to-mend.xlsx", office.to_mend, name="to_mend"),
    path("office/<slug:slug>/import/sample.xlsx", office.sample, name="sample"),
]
