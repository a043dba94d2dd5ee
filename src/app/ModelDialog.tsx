import { Dialog } from '../ui/Dialog'
import { HostName, Question } from './Question'

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
      <Question
        title="May this search run a model of another host?"
        facts={[
          'That host would see your address, and that you search here. What you search for stays on this computer.',
          'The model runs inside this tab and sees none of your files. How large it is is known once it is asked for: up to 1 GB.',
          'Nothing was asked yet. Without it, filters and “More like this” work. Your answer lasts until this page is reloaded.',
        ]}
        agree="Run this model"
        onAnswer={onAnswer}
      >
        <p className="mt-2 text-muted">
          This dataset’s search wants to run a model from <HostName host={host} />, which is neither where the dataset lies nor the Hugging
          Face Hub.
        </p>
      </Question>
    </Dialog>
  )
}
