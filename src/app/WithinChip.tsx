import { countKeys } from '../pair/key-ranges'
import { plural } from '../ui/format'
import { Icon } from '../ui/Icon'
import type { View } from './useView'

/** Says that only some pairs are looked at, and leads back to all. */
export function WithinChip({ query: { within }, onEdit }: Pick<View, 'query' | 'onEdit'>) {
  if (!within) return null
  const words = `Only ${plural(countKeys(within.keys), 'chosen pair')}`
  return (
    <button
      type="button"
      aria-label={`${words}: show all again`}
      title="Show all again"
      onClick={() => onEdit((before) => ({ ...before, within: null }))}
      className={'flex h-7 min-w-0 items-center gap-1 rounded-full bg-ink/6 pr-1.5 pl-2.5 text-[0.8125rem] text-ink hover:bg-ink/10'}
    >
      <span className="truncate">{words}</span>
      <Icon name="close" className="size-3.5 shrink-0" />
    </button>
  )
}
