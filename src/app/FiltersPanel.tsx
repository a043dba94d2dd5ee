import { clearFilters } from '../facets/edit'
import { CAPTION_INPUT_ID, FilterPanel } from '../facets/FilterPanel'
import { MoreColumns } from '../facets/MoreColumns'
import { passesAll } from '../query/query'
import { Button } from '../ui/Button'
import { plural } from '../ui/format'
import type { Panel } from './panel'
import { SearchPanel } from './SearchPanel'
import type { View } from './useView'

export const filtersPanel: Panel = {
  id: 'filters',
  label: 'Filters',
  icon: 'filter',
  shortcut: 'f',
  field: { shortcut: '/', label: 'Filter by caption', id: CAPTION_INPUT_ID },
  count: ({ query }) => query.filters.length + (query.within ? 1 : 0),
  Content: Filters,
  Actions: FiltersActions,
}

/** All that narrows the pairs: by score while there is a search, by role, by any other column. */
function Filters({ query, search, history, facets, status, scan, onEdit, engine, asked, revision, columns }: View) {
  const { rank } = search.state
  return (
    <>
      {query.search && rank && <SearchPanel search={query.search} rank={rank} history={history} />}
      <FilterPanel query={query} facets={facets} status={status} scan={scan} onEdit={onEdit}>
        <MoreColumns
          engine={engine}
          query={query}
          asked={asked}
          revision={revision}
          status={status}
          scan={scan}
          open={columns.open}
          onToggle={columns.toggle}
          onEdit={onEdit}
        />
      </FilterPanel>
    </>
  )
}

function FiltersActions({ query, facets, onEdit, onClose }: View & { readonly onClose: () => void }) {
  return (
    <>
      <Button className="h-11" disabled={passesAll(query)} onClick={() => onEdit(clearFilters)}>
        Clear all
      </Button>
      <Button kind="primary" className="h-11 flex-1" onClick={onClose}>
        {facets ? `Show ${plural(facets.matching, 'pair')}` : 'Show pairs'}
      </Button>
    </>
  )
}
