import { useEffect, useState } from 'react'
import { IconButton } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Icon } from '../ui/Icon'

/** As the build tells it from its own modules. */
interface Licensed {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly text: string
}

type Reading = readonly Licensed[] | 'reading' | 'unreadable'

interface LicencesDialogProps {
  readonly open: boolean
  readonly onClose: () => void
}

/** Whose work the app is made with, with the words of each licence. */
export function LicencesDialog({ open, onClose }: LicencesDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} label="Licences">
      <div className="flex items-center justify-between gap-2 border-b border-line py-2 pr-2 pl-6">
        <h2 className="text-lg font-semibold">Licences</h2>
        <IconButton label="Close" data-autofocus onClick={onClose}>
          <Icon name="close" />
        </IconButton>
      </div>
      <Packages />
    </Dialog>
  )
}

function Packages() {
  const [packages, setPackages] = useState<Reading>('reading')
  useEffect(() => {
    const leaving = new AbortController()
    readPackages(leaving.signal).then(setPackages, () => {
      if (!leaving.signal.aborted) setPackages('unreadable')
    })
    return () => leaving.abort()
  }, [])
  return (
    <div className="min-h-0 overflow-y-auto overscroll-contain px-6 py-4">
      <p className="text-muted">
        Pairscope is free software under the MIT licence, made with the work of others. The pictures of the sample have{' '}
        <a href="./LICENCES.txt" className="underline decoration-line underline-offset-3 hover:text-ink">
          licences of their own
        </a>
        .
      </p>
      {packages === 'unreadable' && (
        <p role="alert" className="mt-4">
          The list could not be read. It lies beside the built page as licences.json: reload the page, or open it there.
        </p>
      )}
      {packages === 'reading' && <p className="mt-4 animate-pulse text-muted">Reading the list…</p>}
      {typeof packages !== 'string' && (
        <ul aria-label="Packages" className="mt-4 divide-y divide-line border-y border-line">
          {packages.map(({ name, version, licence, text }) => (
            <li key={`${name}@${version}`}>
              <details>
                <summary className="flex cursor-pointer items-baseline gap-2 py-1.5">
                  <span className="min-w-0">
                    <span className="mr-1 font-medium wrap-anywhere">{name}</span>{' '}
                    <span className="text-xs text-muted tabular-nums">{version}</span>
                  </span>
                  <span className="ml-auto shrink-0 text-xs text-muted">{/^(?:SEE .*)?$/.test(licence) ? 'see its text' : licence}</span>
                </summary>
                <pre className="max-h-80 overflow-auto pb-3 font-mono text-xs whitespace-pre-wrap text-muted">{text}</pre>
              </details>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

async function readPackages(signal: AbortSignal): Promise<readonly Licensed[]> {
  const response = await fetch('./licences.json', { signal, referrerPolicy: 'no-referrer' })
  if (!response.ok) throw new Error(`status ${response.status}`)
  return (await response.json()) as readonly Licensed[]
}
