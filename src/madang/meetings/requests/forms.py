"""The form of a meeting request."""

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.meetings.models import Request
from madang.partners.models import Grade

WANTED = [(Grade.WOULD, _("We would like to meet")), (Grade.MUST, _("We must meet: this is why we come"))]


class RequestForm(forms.ModelForm[Request]):
    sender_grade = forms.ChoiceField(
        label=_("How much you want it"), choices=WANTED, widget=forms.RadioSelect, initial=Grade.WOULD
    )

    class Meta:
        model = Request
        fields = ["message", "sender_grade"]
        labels = {"message": _("Your message")}
        help_texts = {
            "message": _(
                "In your own language; the other side reads the original. "
                "Say what you want to talk about and who comes."
            )
        }
        widgets = {"message": forms.Textarea(attrs={"rows": 5})}
