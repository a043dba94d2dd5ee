import { useState } from 'react'
import { NSFW_CLASSES, type NsfwClass } from '../pair/pair'
import { NO_CONSENT, type Consent } from '../pair/safety'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { DialogFrame } from '../ui/DialogFrame'
import { HIDDEN_CLASSES } from './consent'
import { Facts, ShieldTitle } from './Question'

const MEANINGS: Readonly<Record<(typeof HIDDEN_CLASSES)[number], string>> = {
  3: 'Nobody has looked: the dataset says nothing about these.',
  1: 'The dataset’s own detector was not sure. Expect some nudity.',
  2: 'Tagged as not safe for work. Expect sexual or otherwise disturbing pictures.',
}

const FACTS = [
  'The tag is unreliable: LAION’s own audit of 3,456 rows found 8 unsafe pictures it had missed. Pictures shown now may be unsafe too.',
  'Pictures that a dataset only links to are loaded from their original hosts, which see your address as with any web page.',
  'Your choice lasts until this tab is closed and is never part of a link. Pictures that stay blocked cannot be shown.',
  'Pressing Escape twice clears the whole screen at once.',
]

interface ConsentDialogProps {
  readonly open: boolean
  readonly consent: Consent
  readonly onClose: () => void
  readonly onChoose: (consent: Consent) => void
}

export function ConsentDialog({ open, consent, onClose, onChoose }: ConsentDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} label="Hidden pictures">
      <ConsentForm consent={consent} onClose={onClose} onChoose={onChoose} />
    </Dialog>
  )
}

function ConsentForm({ consent, onClose, onChoose }: Omit<ConsentDialogProps, 'open'>) {
  const [chosen, setChosen] = useState<Consent>(consent)
  const toggle = (nsfw: NsfwClass): void => {
    const next = new Set(chosen)
    if (!next.delete(nsfw)) next.add(nsfw)
    setChosen(next)
  }
  const choose = (next: Consent): void => {
    onChoose(next)
    onClose()
  }
  return (
    <form
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        choose(chosen)
      }}
    >
      <DialogFrame
        title={<ShieldTitle>Which hidden pictures may be shown?</ShieldTitle>}
        actions={
          <>
            <Button data-autofocus onClick={() => choose(NO_CONSENT)}>
              {consent.size > 0 ? 'Hide again' : 'Keep hidden'}
            </Button>
            <Button type="submit" kind="primary" disabled={chosen.size === 0}>
              Show the chosen classes
            </Button>
          </>
        }
      >
        <p className="mt-2 text-muted">
          Only pictures tagged UNLIKELY to be unsafe are shown at first. The others are not even requested. You decide, and you can change
          it at any time with the shield button.
        </p>
        <ul className="-mx-2 mt-4">
          {HIDDEN_CLASSES.map((nsfw) => (
            <li key={nsfw}>
              <label className="flex gap-3 rounded-lg px-2 py-2 hover:bg-ink/5">
                <input type="checkbox" className="mt-0.5 size-4 shrink-0" checked={chosen.has(nsfw)} onChange={() => toggle(nsfw)} />
                <span>
                  <span className="font-medium">{NSFW_CLASSES[nsfw]}</span>
                  <span className="block text-muted">{MEANINGS[nsfw]}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
        <Facts facts={FACTS} />
      </DialogFrame>
    </form>
  )
}
