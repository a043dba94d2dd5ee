import { Icon } from '../ui/Icon'
import type { Panel } from './panel'

interface PanelButtonProps {
  readonly panel: Panel
  readonly open: boolean
  /** On the button; 0: none. */
  readonly count: number
  readonly onToggle: () => void
}

/** Shows and hides a panel. */
export function PanelButton({ panel: { label, icon, shortcut }, open, count, onToggle }: PanelButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={open}
      title={`${label} (${shortcut})`}
      onClick={onToggle}
      className={`flex h-8 items-center gap-1.5 rounded-lg px-2 font-medium hover:bg-ink/6 ${open ? 'text-ink' : 'text-muted'}`}
    >
      <Icon name={icon} className="size-4.5" />
      <span className="max-sm:sr-only">{label}</span>
      {count > 0 && (
        <span
          className={
            'grid h-4.5 min-w-4.5 place-items-center rounded-full bg-accent px-1 text-[0.6875rem] leading-none ' +
            'text-accent-ink tabular-nums'
          }
        >
          {count}
        </span>
      )}
    </button>
  )
}
