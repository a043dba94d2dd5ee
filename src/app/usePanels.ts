import { useEffect, useEffectEvent, useState } from 'react'
import { QUERY_INPUT_ID } from '../querybar/QueryBar'
import { useStore } from '../ui/useStore'
import { openExport } from './export-open'
import { keysOpen, SQL_KEY, sqlOpen } from './keys'
import type { Panel } from './panel'
import { PANELS } from './panels'
import { prefer, preferences } from './preferences'
import { useMediaQuery } from './useMediaQuery'

export interface Panels {
  /** There is room at the side of the pairs: a panel need not cover them. */
  readonly wide: boolean
  /** The one that is open; at most one is. */
  readonly open: Panel | null
  readonly toggle: (panel: Panel) => void
  readonly close: () => void
}

/** Which panel is open, by its button and its key. At the side it stays open, over the pairs it is opened each time. */
export function usePanels(): Panels {
  const wide = useMediaQuery('(min-width: 48rem)')
  const { panelOpen } = useStore(preferences)
  const [side, setSide] = useState<Panel>(PANELS[0])
  const [sheet, setSheet] = useState<Panel | null>(null)
  const open = wide ? (panelOpen ? side : null) : sheet
  const show = (panel: Panel) => {
    if (!wide) setSheet(panel)
    else {
      setSide(panel)
      prefer({ panelOpen: true })
    }
  }
  const close = () => (wide ? prefer({ panelOpen: false }) : setSheet(null))
  const toggle = (panel: Panel) => (panel === open ? close() : show(panel))
  useShortcuts(toggle, show)
  return { wide, open, toggle, close }
}

/** `s` goes to the search, `e` to the export, `c` to the console, `?` to the sheet of all keys; each panel has its own. */
function useShortcuts(toggle: (panel: Panel) => void, show: (panel: Panel) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { target, key } = event
    const typing =
      target instanceof HTMLElement &&
      target.matches('input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]')
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    if (document.querySelector('dialog[open]')) return
    // The sheet of keys is reached by its own even so, and by its button.
    if (!preferences.get().letterKeys && key !== '?') return
    const panel = PANELS.find(({ shortcut, field }) => shortcut === key || field?.shortcut === key)
    if (key === '?') keysOpen.set(true)
    else if (key === 'e') openExport('view')
    else if (key === SQL_KEY) sqlOpen.set(true)
    else if (key === 's') document.getElementById(QUERY_INPUT_ID)?.focus()
    else if (panel?.shortcut === key) toggle(panel)
    else if (panel?.field) {
      const { id } = panel.field
      show(panel)
      // The panel may only just be on its way to the screen.
      setTimeout(() => document.getElementById(id)?.focus(), 50)
    } else return
    event.preventDefault()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}
