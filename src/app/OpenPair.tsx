import { useCallback } from 'react'
import type { OtherColumn } from '../engine/engine'
import { onlyValue } from '../facets/edit'
import { Inspector } from '../inspector/Inspector'
import type { PairKey } from '../pair/pair'
import type { Chip } from '../query/search'
import { MAX_TEXT } from '../query/search-url'
import { addChip } from '../querybar/edit'
import { modelOf, ranksPairs } from '../search/state'
import { linkTo } from './share'
import type { View } from './useView'

/** The inspector of one pair, with the ways on from it: to pairs like it, or with the same value. */
export function OpenPair({ view, pair }: { readonly view: View; readonly pair: PairKey }) {
  const { engine, history } = view
  const { searchable } = view.search.state
  const onSearchBy = useCallback(
    (by: { readonly like: PairKey } | { readonly text: string }) => {
      const chip: Chip =
        'like' in by
          ? { kind: 'pair', place: engine.place(by.like).text, weight: 1 }
          : { kind: 'text', text: by.text.slice(0, MAX_TEXT), weight: 1 }
      // A question of its own: what was searched for before is one step back.
      history.go({ query: { ...history.store.get().query, search: addChip(null, chip) }, open: null })
    },
    [engine, history],
  )
  const filterBy = useCallback(
    (column: OtherColumn, printed: string) => {
      const edit = onlyValue(column, printed)
      return edit && (() => history.go({ query: edit(history.store.get().query), open: null }))
    },
    [history],
  )
  return (
    <Inspector
      engine={engine}
      pairKey={pair}
      results={view.results}
      consent={view.consent}
      onOpen={view.onOpenPair}
      onClose={() => history.closePair()}
      onAskConsent={view.onAskConsent}
      columns={view.status.columns}
      filterBy={filterBy}
      link={() => linkTo(view)}
      onSearch={ranksPairs(searchable) ? onSearchBy : null}
      searchesWords={modelOf(searchable) !== null}
    />
  )
}
