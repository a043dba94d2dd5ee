import { idOf, passesAll, subjectOf, type Query } from '../query/query'
import { TextButton } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { clearFilter, clearFilters, clearWithin, describeFilter, describeWithin, type OnEdit } from './edit'

/** The filters in force, each with its way out. */
export function FilterChips({ query, onEdit }: { readonly query: Query; readonly onEdit: OnEdit }) {
  if (passesAll(query)) return null
  const chips = query.filters.map((filter) => ({
    id: idOf(subjectOf(filter)),
    label: describeFilter(filter),
    clear: clearFilter(subjectOf(filter)),
  }))
  if (query.within) chips.push({ id: query.within.id, label: describeWithin(query.within), clear: clearWithin })
  return (
    <div className="flex flex-wrap items-center gap-1.5" aria-label="Filters in force" role="group">
      {chips.map(({ id, label, clear }) => (
        <button
          key={id}
          type="button"
          className={
            'inline-flex h-7 max-w-full min-w-0 items-center gap-1 rounded-full border border-line bg-surface pr-1.5 pl-3 ' +
            'hover:border-muted/60'
          }
          title={label}
          aria-label={`Remove filter: ${label}`}
          onClick={() => onEdit(clear)}
        >
          <span dir="auto" className="truncate">
            {label}
          </span>
          <Icon name="close" className="size-3.5 shrink-0 text-muted" />
        </button>
      ))}
      <TextButton className="ml-1.5" onClick={() => onEdit(clearFilters)}>
        Clear all
      </TextButton>
    </div>
  )
}
