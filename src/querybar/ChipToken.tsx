import type { ReactNode } from 'react'
import type { Chip } from '../query/search'
import { MAX_WEIGHT } from '../query/search-url'
import { Icon } from '../ui/Icon'
import { Popover } from '../ui/Popover'
import { chipWords, MIN_WEIGHT, WEIGHT_STEP } from './edit'

const PART = 'flex h-7 items-center justify-center hover:bg-ink/8'

interface ChipTokenProps {
  readonly chip: Chip
  /** A few words on what it names. */
  readonly about: ReactNode
  /** A weight means nothing without another chip. */
  readonly alone: boolean
  readonly onToggle: () => void
  /** Without a sign. */
  readonly onWeight: (size: number) => void
  readonly onEdit: () => void
  readonly onRemove: () => void
}

/** One part of a search: its sign, its words, its weight and its way out. */
export function ChipToken({ chip, about, alone, onToggle, onWeight, onEdit, onRemove }: ChipTokenProps) {
  const words = chipWords(chip)
  const plus = chip.weight > 0
  const size = Math.abs(chip.weight)
  const name = (
    <bdi className="max-w-56 min-w-0 truncate">
      {words}
      {about !== null && about !== '' && <span className="text-muted"> {about}</span>}
    </bdi>
  )
  return (
    <li
      aria-label={`${plus ? 'plus' : 'minus'} ${words}`}
      className={`flex h-7 max-w-full items-center overflow-hidden rounded-full ${plus ? 'bg-accent/12' : 'bg-danger/10'}`}
    >
      <button
        type="button"
        aria-label={`Make “${words}” a ${plus ? 'minus' : 'plus'}`}
        title={plus ? 'More of this; click for less of it' : 'Less of this; click for more of it'}
        className={`${PART} shrink-0 pr-1 pl-2 ${plus ? 'text-accent' : 'text-danger'}`}
        onClick={onToggle}
      >
        <Icon name={plus ? 'plus' : 'minus'} className="size-3.5" />
      </button>
      {chip.kind === 'text' ? (
        <button type="button" aria-label={`Edit “${words}”`} title={words} className={`${PART} min-w-0 px-1`} onClick={onEdit}>
          {name}
        </button>
      ) : (
        <span title={words} className="flex min-w-0 px-1">
          {name}
        </span>
      )}
      {(!alone || size !== 1) && (
        <Popover
          label={`Weight of “${words}”: ${size}`}
          triggerClass={`${PART} shrink-0 px-1 text-xs tabular-nums ${size === 1 ? 'text-muted/70' : 'font-medium'}`}
          trigger={`×${size}`}
        >
          <label className="block w-60 p-4">
            <span className="mb-2 flex justify-between">
              <span>{plus ? 'How much of this' : 'How far from this'}</span>
              <output>×{size.toFixed(1)}</output>
            </span>
            <input
              type="range"
              aria-label={`Weight of “${words}”`}
              className="block w-full accent-accent"
              min={MIN_WEIGHT}
              max={MAX_WEIGHT}
              step={WEIGHT_STEP}
              value={size}
              onChange={(event) => onWeight(Number(event.target.value))}
            />
          </label>
        </Popover>
      )}
      <button
        type="button"
        aria-label={`Remove “${words}”`}
        title="Remove"
        className={`${PART} shrink-0 pr-2 pl-1 text-muted hover:text-ink`}
        onClick={onRemove}
      >
        <Icon name="close" className="size-3.5" />
      </button>
    </li>
  )
}
