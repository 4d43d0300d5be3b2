// A word that is explained where it stands: <am-term word="replicate" text="replicates"></am-term>
//
// `word` is one of viz/glossary.py; `text` what is written, if not the word itself. Its meaning is shown under the
// pointer and read by screen readers; pressed, it opens the list of words there.
(function () {
  const { aftermath } = window;
  let meanings = {};

  class Term extends HTMLElement {
    connectedCallback() {
      if (!this.button) {
        this.button = document.createElement("button");
        this.button.type = "button";
        this.button.dataset.keep = ""; // on paper too
        this.button.setAttribute("aria-haspopup", "dialog");
        this.button.addEventListener("click", (event) => {
          event.preventDefault();
          event.stopPropagation();
          aftermath.openHelp("words", this.getAttribute("word"));
        });
        this.append(this.button);
      }
      this.tell();
    }
    static get observedAttributes() { return ["word", "text"]; }
    attributeChangedCallback() { this.tell(); }
    tell() {
      if (!this.button) return;
      const word = this.getAttribute("word");
      this.button.textContent = this.getAttribute("text") || word;
      this.button.title = meanings[word] || "";
    }
  }

  aftermath.explain = (terms) => {
    meanings = Object.fromEntries(terms.map((each) => [each.word, each.says]));
    document.querySelectorAll("am-term").forEach((each) => each.tell());
  };
  customElements.define("am-term", Term);
})();
