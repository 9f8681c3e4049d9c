// An editor of SQL for a Streamlit component: completes, marks an error, runs, and can be left.

import {
  acceptCompletion, autocompletion, closeBrackets, closeCompletion, completionKeymap, completionStatus,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { SQLDialect, schemaCompletionSource, sql } from "@codemirror/lang-sql";
import { HighlightStyle, bracketMatching, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { functions, keywords, types } from "./duckdb_words.js";

const DUCKDB = SQLDialect.define({
  keywords: keywords.join(" "),
  types: types.join(" "),
  builtin: functions.join(" "),
  doubleQuotedStrings: false,
  doubleDollarQuotedStrings: true,
  operatorChars: "+-*/<>=~!@%^&|",
  specialVar: "$",
  caseInsensitiveIdentifiers: true,
});
// Columns come before relations, these before functions, and keywords come last.
const COLUMN = 90, RELATION = 60, MACRO = 30, FUNCTION = 0, KEYWORD = -20;
const PAUSE = 500; // milliseconds without a key before the page is told of the text

const LOOK = EditorView.theme({
  "&": { color: "var(--st-text-color)", backgroundColor: "var(--st-background-color)", fontSize: "14px",
    border: "1px solid color-mix(in srgb, var(--st-text-color) 22%, transparent)", borderRadius: "4px" },
  "&.cm-focused": { outline: "2px solid #3f86cc", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--st-code-font, monospace)", lineHeight: "1.5", minHeight: "180px", maxHeight: "460px", overflow: "auto" },
  ".cm-content": { caretColor: "var(--st-text-color)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--st-text-color)" },
  ".cm-gutters": { backgroundColor: "transparent", border: "none", color: "color-mix(in srgb, var(--st-text-color) 74%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "light-dark(#cfe3f7, #24476b)" },
  ".cm-tooltip": { color: "var(--st-text-color)", backgroundColor: "light-dark(#ffffff, #191d23)",
    border: "1px solid color-mix(in srgb, var(--st-text-color) 30%, transparent)", borderRadius: "4px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "inherit", background: "light-dark(#dbe9f8, #24476b)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.8" },
  ".cm-placeholder": { color: "color-mix(in srgb, var(--st-text-color) 74%, transparent)" },
});
const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "light-dark(#0b5cad, #8fc1f3)" },
  { tag: tags.typeName, color: "light-dark(#6b3fa0, #c9a7f0)" },
  { tag: [tags.string, tags.special(tags.string)], color: "light-dark(#1d6b3a, #8fd6a5)" },
  { tag: [tags.number, tags.bool, tags.null], color: "light-dark(#9a3412, #f0b48a)" },
  { tag: tags.special(tags.name), color: "light-dark(#9a3412, #f0b48a)", fontWeight: "600" },
  { tag: tags.comment, color: "light-dark(#5b6570, #a3adb8)" },
]);

const BUTTON = "font: inherit; font-size: 0.95rem; margin: 0.5rem 0.6rem 0 0; padding: 0.3rem 1.1rem; border-radius: 4px; cursor: pointer;" +
  "border: 1px solid transparent; color: light-dark(#ffffff, #101317); background: light-dark(#0b5cad, #8fc1f3); outline-offset: 2px;";
const HINT = "font-size: 0.85rem; color: color-mix(in srgb, var(--st-text-color) 74%, transparent);";

const mounted = new WeakMap();

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  let editor = mounted.get(parentElement);
  if (!editor) {
    editor = mount(parentElement, data);
    mounted.set(parentElement, editor);
  }
  editor.setStateValue = setStateValue;
  editor.setTriggerValue = setTriggerValue;
  take(editor, data);
  return () => {
    clearTimeout(editor.pause);
    editor.view.destroy();
    mounted.delete(parentElement);
  };
}

function mount(root, data) {
  const editor = { load: null, words: "", language: new Compartment(), name: new Compartment() };
  const holder = document.createElement("div");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Run";
  button.style.cssText = BUTTON;
  const hint = document.createElement("span");
  hint.textContent = "or Ctrl + Enter, of a selection too";
  hint.style.cssText = HINT;
  root.append(holder, button, hint);
  const run = () => {
    clearTimeout(editor.pause);
    const { doc, selection } = editor.view.state;
    const text = doc.toString();
    const chosen = editor.view.state.sliceDoc(selection.main.from, selection.main.to);
    closeCompletion(editor.view);
    // What is run is what the page is told of from now on, whatever pause was left.
    editor.setStateValue("text", text);
    editor.setTriggerValue("run", { text, statement: chosen.trim() ? chosen : text, from: chosen.trim() ? doc.lineAt(selection.main.from).number : 1 });
    return true;
  };
  button.addEventListener("click", run);
  editor.view = new EditorView({
    parent: holder,
    root: root instanceof ShadowRoot ? root : document,
    state: EditorState.create({
      doc: "",
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run }, { key: "Enter", run: (view) => newLine(editor, view) }])),
        Prec.highest(EditorView.domEventHandlers({ keydown: (event) => asks(editor, event) })),
        keymap.of([{ key: "Tab", run: acceptCompletion }, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), lintGutter(),
        editor.language.of([]), editor.name.of([]),
        autocompletion({ icons: false, maxRenderedOptions: 60 }),
        placeholder("select ..."),
        syntaxHighlighting(COLOURS), LOOK,
        EditorView.lineWrapping,
        EditorView.updateListener.of((update) => update.docChanged && changed(editor)),
      ],
    }),
  });
  return editor;
}

// Enter takes a word that was asked for, or gone to in the list; while one types it ends the line.
function asks(editor, { key, ctrlKey }) {
  if ((ctrlKey && key === " ") || key === "ArrowDown" || key === "ArrowUp") editor.isAsked = true;
  else if (key !== "Enter" && key !== "Control") editor.isAsked = false;
  return false;
}

function newLine(editor, view) {
  if (completionStatus(view.state) !== null && !editor.isAsked) closeCompletion(view);
  return false;
}

function changed(editor) {
  clearTimeout(editor.pause);
  if (editor.isMarked) {
    editor.isMarked = false;
    queueMicrotask(() => editor.view.dispatch(setDiagnostics(editor.view.state, [])));
  }
  editor.pause = setTimeout(() => editor.setStateValue("text", editor.view.state.doc.toString()), PAUSE);
}

// Take what the page says: a text that was loaded, what can be named, where an error is.
function take(editor, data) {
  const { view } = editor;
  if (editor.load !== data.load) {
    editor.load = data.load;
    if (view.state.doc.toString() !== data.text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: data.text } });
      clearTimeout(editor.pause);
    }
  }
  const words = JSON.stringify([data.relations, data.macros, data.label]);
  if (editor.words !== words) {
    editor.words = words;
    view.dispatch({
      effects: [
        editor.language.reconfigure(language(data)),
        editor.name.reconfigure(EditorView.contentAttributes.of({ "aria-label": data.label })),
      ],
    });
  }
  editor.isMarked = Boolean(data.error) && data.error.of === view.state.doc.toString();
  view.dispatch(setDiagnostics(view.state, editor.isMarked ? [diagnostic(view.state, data.error)] : []));
}

function diagnostic(state, error) {
  const line = state.doc.line(Math.min(Math.max(error.line, 1), state.doc.lines));
  const from = Math.min(line.from + Math.max(error.column - 1, 0), line.to);
  const word = /^[\w.$]+/.exec(state.sliceDoc(from, line.to));
  return { from, to: Math.min(from + (word ? word[0].length : 1), line.to), severity: "error", message: error.message };
}

function language(data) {
  const schema = {};
  for (const [name, columns] of Object.entries(data.relations)) schema[name] = columns;
  const support = sql({ dialect: DUCKDB, upperCaseKeywords: false });
  return [
    support.language,
    support.language.data.of({ autocomplete: schemaCompletionSource({ dialect: DUCKDB, schema: nested(schema) }) }),
    support.language.data.of({ autocomplete: (context) => words(context, data) }),
  ];
}

function nested(schema) {
  const tree = {};
  for (const [name, columns] of Object.entries(schema)) {
    const [first, second] = name.split(".");
    const options = columns.map((label) => ({ label, type: "property", boost: COLUMN }));
    if (second) (tree[first] ??= {})[second] = options;
    else tree[first] = options;
  }
  return tree;
}

// Complete a word that stands alone: columns of the relations that the statement names, first.
function words(context, data) {
  const word = context.matchBefore(/[\w$]+/);
  if (!word && !context.explicit) return null;
  const from = word ? word.from : context.pos;
  if (context.state.sliceDoc(from - 1, from) === ".") return null;
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  if (/String|Comment/.test(node.name)) return null;
  const text = context.state.doc.toString();
  const options = [];
  const seen = new Set();
  for (const [name, columns] of Object.entries(data.relations)) {
    if (new RegExp(`(?<![\\w.])${name.replace(".", "\\.")}(?![\\w.])`).test(text)) {
      for (const label of columns) {
        if (!seen.has(label)) options.push({ label, detail: name, boost: COLUMN });
        seen.add(label);
      }
    }
    // Those of no schema the other source offers already.
    if (name.includes(".")) options.push({ label: name, detail: "relation", boost: RELATION });
  }
  for (const label of data.macros) options.push({ label, detail: "macro", apply: `${label}(`, boost: MACRO });
  for (const label of functions) options.push({ label, detail: "function", apply: `${label}(`, boost: FUNCTION });
  for (const label of keywords) options.push({ label, detail: "keyword", boost: KEYWORD });
  return { from, options, validFor: /^[\w$]*$/ };
}
