// The behaviours of Tabler that Lintel uses; each file wires up its own data-bs-* attributes when it is imported.
import "@tabler/core/js/src/dropdown";
import "@tabler/core/js/src/sidebar";
import "@tabler/core/js/src/tab";
import "@tabler/core/js/src/toast";
import "@tabler/core/js/src/tooltip";

export { Collapse, Dropdown, Modal, Offcanvas, Tab, Toast, Tooltip } from "@tabler/core/js/src/bootstrap";
