import { Icon } from '../ui/Icon'
import { openExport } from './export-open'

/** The door to what can be taken along. */
export function ExportButton() {
  return (
    <button
      type="button"
      title="Export (e)"
      onClick={() => openExport('view')}
      className="flex h-8 items-center gap-1.5 rounded-lg px-2 font-medium text-muted hover:bg-ink/6 hover:text-ink"
    >
      <Icon name="export" className="size-4.5" />
      <span className="max-sm:sr-only">Export</span>
    </button>
  )
}
