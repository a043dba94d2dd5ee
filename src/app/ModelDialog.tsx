import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Icon } from '../ui/Icon'

interface ModelDialogProps {
  /** Where the model lies. */
  readonly host: string
  readonly open: boolean
  readonly onAnswer: (agreed: boolean) => void
}

/** Asks before a model is run that a dataset brings from elsewhere. */
export function ModelDialog({ host, open, onAnswer }: ModelDialogProps) {
  return (
    <Dialog open={open} onClose={() => onAnswer(false)} label="Model of another host">
      <div className="min-h-0 overflow-y-auto p-6 pb-4">
        <h2 className="flex items-start gap-2 text-lg font-semibold">
          <Icon name="shield" className="mt-1 size-5 shrink-0" />
          May this search run a model of another host?
        </h2>
        <p className="mt-2 text-muted">
          This dataset’s search wants to run a model from <bdi className="font-mono text-[0.8125rem] break-all text-ink">{host}</bdi>, which
          is neither where the dataset lies nor the Hugging Face Hub.
        </p>
        <ul className="mt-4 list-disc space-y-1 pl-4 text-[0.8125rem] text-muted">
          <li>That host would see your address, and that you search here. What you search for stays on this computer.</li>
          <li>The model runs inside this tab and sees none of your files. How large it is is known once it is asked for: up to 1 GB.</li>
          <li>Nothing was asked yet. Without it, filters and “More like this” work. Your answer lasts until this page is reloaded.</li>
        </ul>
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-line px-6 py-4">
        <Button data-autofocus onClick={() => onAnswer(false)}>
          Cancel
        </Button>
        <Button kind="primary" onClick={() => onAnswer(true)}>
          Run this model
        </Button>
      </div>
    </Dialog>
  )
}
