// Heavier form widgets, on the pages that need them: a searchable select, drag to sort, a signature.
import SignaturePad from "signature_pad";
import Sortable from "sortablejs";
import TomSelect from "tom-select/base";

window.SignaturePad = SignaturePad;
window.Sortable = Sortable;
window.TomSelect = TomSelect;
