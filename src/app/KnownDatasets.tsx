import { KNOWN_DATASETS } from '../dataset/known'
import { Away } from '../ui/Away'
import { TextButton } from '../ui/Button'

/** Datasets of the field, folded away until asked for, with what each takes to open. */
export function KnownDatasets({ onOpen }: { readonly onOpen: (source: string) => void }) {
  return (
    <details className="mt-6">
      <summary className="w-fit cursor-pointer font-medium">Known datasets, and what each needs</summary>
      <ul className="mt-3 space-y-4" aria-label="Known datasets">
        {KNOWN_DATASETS.map(({ name, source, page, holds, needs }) => (
          <li key={name}>
            <p className="flex flex-wrap items-baseline gap-x-3">
              <span className="font-medium">{name}</span>
              {source !== null && (
                <TextButton aria-label={`Open ${name}`} onClick={() => onOpen(source)}>
                  Open
                </TextButton>
              )}
              {page !== null && (
                <Away
                  href={page}
                  aria-label={`Page of ${name}`}
                  className="text-muted underline decoration-line underline-offset-3 hover:text-ink"
                >
                  Page
                </Away>
              )}
            </p>
            <p className="mt-0.5 text-muted">
              {holds} {needs}
            </p>
          </li>
        ))}
      </ul>
    </details>
  )
}
