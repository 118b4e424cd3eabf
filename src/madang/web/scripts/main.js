// On every page. Each part makes better what works without it.
import "./talk.js";
import "./clocks.js";
import "./menus.js";
import "./forms.js";
import "./grid.js";
import "./live.js";
