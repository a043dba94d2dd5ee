import type { Dataset } from '../dataset/dataset'
import type { ScanStatus, Scanning } from '../engine/scanning/scanning'
import { NSFW_CLASSES } from '../pair/pair'
import type { Consent } from '../pair/safety'
import { IconButton } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Popover } from '../ui/Popover'
import { plural } from '../ui/format'
import { DatasetInfo } from './DatasetInfo'
import { keysOpen } from './keys'
import { Mark } from './Mark'
import { failedShards } from './progress'
import { ThemeButton } from './ThemeButton'

interface TopBarProps {
  readonly name: string
  readonly open: {
    readonly dataset: Dataset
    readonly scan: ScanStatus | null
    readonly engine: { readonly scanning: Scanning | null }
  } | null
  readonly consent: Consent
  readonly source: string
  /** To what is shown now, for others and for later. */
  readonly link: () => string
  /** Opens the dataset anew. */
  readonly onReopen: () => void
  readonly onAskConsent: () => void
}

export function TopBar({ name, open, source, link, consent, onReopen, onAskConsent }: TopBarProps) {
  const failed = open?.scan ? failedShards(open.scan).length : 0
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line bg-surface px-2 sm:px-3">
      <a href="#/" aria-label="Pairscope, start page" title="Start page" className="rounded-lg p-1.5 hover:bg-ink/6">
        <Mark className="size-6" />
      </a>
      {open ? (
        <Popover
          label={`About ${name}`}
          named
          triggerClass="flex h-9 min-w-0 items-center gap-2 rounded-lg px-2 hover:bg-ink/6"
          trigger={
            <>
              <span className="sr-only">About </span>
              <h1 dir="auto" className="truncate font-semibold">
                {name}
              </h1>
              {open.scan && <span className="shrink-0 text-muted max-sm:hidden"> {plural(open.scan.shards.length, 'shard')}</span>}
              {failed > 0 && <Icon name="alert" className="size-4 shrink-0 text-warn" />}
              <Icon name="chevron-down" className="size-4 shrink-0 text-muted" />
            </>
          }
        >
          <DatasetInfo
            source={source}
            link={link}
            dataset={open.dataset}
            scan={open.scan}
            scanning={open.engine.scanning}
            onReopen={onReopen}
          />
        </Popover>
      ) : (
        <h1 dir="auto" className="min-w-0 truncate px-2 font-semibold">
          {name}
        </h1>
      )}
      <div className="flex-1" />
      <SafetyButton consent={consent} onClick={onAskConsent} />
      {open && (
        <IconButton label="Keys" className="pointer-coarse:hidden" onClick={() => keysOpen.set(true)}>
          <Icon name="keyboard" />
        </IconButton>
      )}
      <ThemeButton />
    </header>
  )
}

function SafetyButton({ consent, onClick }: { readonly consent: Consent; readonly onClick: () => void }) {
  const shown = [...consent].map((nsfw) => NSFW_CLASSES[nsfw]).join(', ')
  const label = shown === '' ? 'Safe only' : `Showing ${shown}`
  return (
    <button
      type="button"
      title="Which pictures may be shown"
      aria-label={`${label}. Choose which pictures may be shown`}
      onClick={onClick}
      className={
        'flex h-9 shrink-0 items-center gap-1.5 rounded-lg px-2.5 font-medium hover:bg-ink/6 ' +
        (shown === '' ? 'text-muted hover:text-ink' : 'text-warn')
      }
    >
      <Icon name="shield" className="size-4.5" />
      <span className="max-sm:hidden">{label}</span>
    </button>
  )
}
