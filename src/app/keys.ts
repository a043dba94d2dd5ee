import { Store } from '../flow/store'
import { PANELS } from './panels'

/** Whether the sheet of all keys is open. */
export const keysOpen = new Store(false)
/** Whether the SQL console is open. */
export const sqlOpen = new Store(false)
export const SQL_KEY = 'c'

interface KeyGroup {
  readonly title: string
  readonly keys: readonly { readonly pressed: readonly string[]; readonly does: string }[]
}

const ARROWS = ['←', '→', '↑', '↓']

/** Every key, by where it works. */
export const KEY_GROUPS: readonly KeyGroup[] = [
  {
    title: 'Anywhere',
    keys: [
      { pressed: ['s'], does: 'Search by meaning' },
      ...PANELS.flatMap(({ label, shortcut, field }) => [
        { pressed: [shortcut], does: label },
        ...(field ? [{ pressed: [field.shortcut], does: field.label }] : []),
      ]),
      { pressed: ['e'], does: 'Export' },
      { pressed: [SQL_KEY], does: 'SQL console' },
      { pressed: ['?'], does: 'These keys' },
      { pressed: ['Esc', 'Esc'], does: 'Clear the whole screen at once' },
    ],
  },
  {
    title: 'Among the pairs',
    keys: [
      { pressed: ARROWS, does: 'Move' },
      { pressed: ['Page Up', 'Page Down'], does: 'A screen up or down' },
      { pressed: ['Home', 'End'], does: 'The first, the last' },
      { pressed: ['Enter'], does: 'Look closely' },
      { pressed: ['Space'], does: 'Select, or not any more' },
      { pressed: ['Shift', '←', '→', '↑', '↓'], does: 'Select all on the way' },
      { pressed: ['Ctrl', 'A'], does: 'Select all that are shown (⌘ A on a Mac)' },
      { pressed: ['Esc'], does: 'Clear the selection' },
    ],
  },
  {
    title: 'In the SQL console',
    keys: [
      { pressed: ['Ctrl or ⌘', 'Enter'], does: 'Run' },
      { pressed: ['Ctrl', 'Space'], does: 'Names that fit' },
      { pressed: ['Alt', '↑ or ↓'], does: 'What was run before' },
    ],
  },
  {
    title: 'At one pair',
    keys: [
      { pressed: ['←', '→'], does: 'The pair before, the pair after' },
      { pressed: ['Esc'], does: 'Back to the pairs' },
    ],
  },
]
