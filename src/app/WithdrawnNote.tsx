import type { Withdrawn } from '../dataset/known'
import { Store } from '../flow/store'
import { Button } from '../ui/Button'
import { Icon } from '../ui/Icon'

/** What withdrawn datasets were opened all the same, by their source: as long as the page lives and nowhere else. */
export const openedAllTheSame = new Store<ReadonlySet<string>>(new Set())

interface WithdrawnNoteProps {
  readonly withdrawn: Withdrawn
  readonly onOpen: (source: string) => void
  readonly onGoOn: () => void
}

/** In place of the pairs of a dataset that its authors have taken back, before its first picture. */
export function WithdrawnNote({ withdrawn: { name, why, instead }, onOpen, onGoOn }: WithdrawnNoteProps) {
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto px-5 py-8">
      <section aria-label="Withdrawn dataset" className="flex max-w-xl gap-3.5">
        <Icon name="shield" className="mt-0.5 size-5 shrink-0 text-warn" />
        <div className="min-w-0">
          <h2 className="text-lg leading-6 font-semibold">
            This is the original <span className="whitespace-nowrap">{name}</span>, which was withdrawn
          </h2>
          <p className="mt-1.5 text-muted">{why}</p>
          <p className="mt-1.5 text-muted">No picture of it has been requested.</p>
          <div className="mt-5 flex flex-wrap gap-2">
            <Button kind="primary" onClick={() => onOpen(instead)}>
              Open Re-LAION
            </Button>
            <Button onClick={onGoOn}>Look at it all the same</Button>
          </div>
        </div>
      </section>
    </div>
  )
}
