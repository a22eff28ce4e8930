// Heavier form widgets, on the pages that need them: a searchable select, drag to sort.
import Sortable from "sortablejs";
import TomSelect from "tom-select/base";

window.Sortable = Sortable;
window.TomSelect = TomSelect;
