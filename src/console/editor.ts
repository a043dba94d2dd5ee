import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { sql } from '@codemirror/lang-sql'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { ViewColumn } from '../engine/duckdb/console/pairs-view'
import type { SqlError } from '../engine/duckdb/console/sql-error'
import { DUCKDB } from './dialect'

/** What the editor tells of. */
export interface EditorEvents {
  onChange(text: string): void
  onRun(): void
  /** The query before (1) or after (-1) in what was run; null where there is none. */
  past(step: 1 | -1): string | null
}

/**
 * The editor, in a shadow root: there CodeMirror's styles are sheets made by script, which the page's Content Security Policy allows; in
 * the page itself they would be inline. Colours are the page's own, by its variables.
 */
export class SqlEditor {
  private readonly view: EditorView
  private readonly language = new Compartment()

  constructor(host: HTMLElement, text: string, events: EditorEvents) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
    const take = (step: 1 | -1) => {
      const past = events.past(step)
      if (past !== null) this.setText(past)
      return true
    }
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          history(),
          closeBrackets(),
          bracketMatching(),
          autocompletion({ icons: false }),
          EditorView.lineWrapping,
          placeholder('SELECT … FROM pairs'),
          EditorView.contentAttributes.of({ 'aria-label': 'SQL', spellcheck: 'false', autocapitalize: 'off' }),
          EditorState.phrases.of({ Completions: 'Names that fit' }),
          Prec.highest(
            keymap.of([
              {
                key: 'Mod-Enter',
                run(view) {
                  closeCompletion(view)
                  events.onRun()
                  return true
                },
              },
              { key: 'Tab', run: acceptCompletion },
              { key: 'Alt-ArrowUp', run: () => take(1) },
              { key: 'Alt-ArrowDown', run: () => take(-1) },
            ]),
          ),
          keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          this.language.of(languageOf([])),
          syntaxHighlighting(COLOURS),
          TYPED_OVER,
          THEME,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) events.onChange(update.state.doc.toString())
          }),
        ],
      }),
    })
  }

  focus(): void {
    this.view.focus()
  }

  setText(text: string): void {
    this.view.dispatch({
      changes: { from: 0, to: this.view.state.doc.length, insert: text },
      selection: { anchor: text.length },
      scrollIntoView: true,
    })
  }

  /** Puts a name where the cursor is. */
  insert(text: string): void {
    this.view.dispatch(this.view.state.replaceSelection(text))
    this.view.focus()
  }

  /** Names to complete. */
  setColumns(columns: readonly ViewColumn[]): void {
    this.view.dispatch({ effects: this.language.reconfigure(languageOf(columns)) })
  }

  /** Marks the place of an error, until the text is changed there. */
  mark(error: SqlError | null): void {
    const length = this.view.state.doc.length
    const marks: Diagnostic[] = []
    if (error?.place) {
      const from = Math.min(error.place.from, length)
      marks.push({ from, to: Math.min(Math.max(error.place.to, from), length), severity: 'error', message: error.message })
    }
    this.view.dispatch(setDiagnostics(this.view.state, marks))
    const first = marks[0]
    if (first) this.view.dispatch({ selection: { anchor: first.from }, scrollIntoView: true })
  }

  destroy(): void {
    this.view.destroy()
  }
}

/**
 * What is typed over a selection is put in by us: Chromium gives it the looks of what it replaces, as an inline style, which the Content
 * Security Policy forbids.
 */
const TYPED_OVER = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection
    const text = event.data
    if (event.inputType !== 'insertText' || text === null || main.empty || view.composing) return false
    event.preventDefault()
    const insert = () => view.state.update(view.state.replaceSelection(text), { userEvent: 'input.type' })
    const handlers = view.state.facet(EditorView.inputHandler)
    if (!handlers.some((handle) => handle(view, main.from, main.to, text, insert))) view.dispatch(insert())
    return true
  },
})

function languageOf(columns: readonly ViewColumn[]) {
  const names = columns.map(({ name, type }) => ({ label: name, apply: asName(name), detail: type, type: 'property' }))
  return sql({ dialect: DUCKDB, upperCaseKeywords: true, schema: { pairs: names }, defaultTable: 'pairs' })
}

/** A column's name as it is written in SQL. */
export function asName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) && !/^(?:order|group|table|select|from|where|user|desc|end|case|limit)$/i.test(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`
}

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--accent)' },
  { tag: [tags.operator, tags.punctuation, tags.bracket], color: 'var(--muted)' },
])

const THEME = EditorView.theme({
  '&': { backgroundColor: 'var(--raised)', color: 'var(--ink)', height: '100%', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--accent)', padding: '0.6rem 0' },
  '.cm-line': { padding: '0 0.85rem' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '.cm-placeholder': { color: 'var(--muted)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection': {
    backgroundColor: 'color-mix(in oklab, var(--accent) 26%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'color-mix(in oklab, var(--accent) 18%, transparent)', color: 'inherit' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    backgroundColor: 'color-mix(in oklab, var(--danger) 16%, transparent)',
    textDecoration: 'underline wavy var(--danger)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintPoint:after': { borderBottomColor: 'var(--danger)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '0.5rem',
    boxShadow: 'var(--lift)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '12rem' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '0.2rem 0.6rem', lineHeight: '1.5' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--accent-ink)' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal', marginLeft: '0.75em' },
  'li[aria-selected] .cm-completionDetail': { color: 'var(--accent-ink)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-diagnostic': { borderLeft: 'none', padding: '0.4rem 0.6rem', whiteSpace: 'pre-wrap' },
})
