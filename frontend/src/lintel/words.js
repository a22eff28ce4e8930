// Words the server translated for us: <template id="words" data-…>.
const words = document.getElementById("words");

/** The translated text of `name`, or the name itself on a page without words. */
export const word = (name) => words?.dataset[name] ?? name;
