import { useEffect, useRef, useState, type RefObject } from 'react'
import type { LocalFile } from '../dataset/local-files'
import type { Problem } from '../dataset/problem'
import { SAMPLE } from '../query/url'
import { Button, IconButton, TextButton } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Notice } from '../ui/Notice'
import { ProblemText } from '../ui/ProblemText'
import { MOST_FILES } from './dropped-folders'
import { KnownDatasets } from './KnownDatasets'
import { LicencesDialog } from './LicencesDialog'
import { Mark } from './Mark'
import { forgetSource, preferences } from './preferences'
import { SourceBox } from './SourceBox'
import { storageOpen } from './storage-open'
import { useStore } from '../ui/useStore'
import { SavedViews } from './SavedViews'
import { ThemeButton } from './ThemeButton'

interface StartProps {
  readonly onOpen: (source: string) => void
  readonly onFiles: (files: readonly LocalFile[], cut: boolean) => void
  readonly problem: Problem | null
  /** Names of dropped files that a reload has let go of; null when there were none. */
  readonly lostFiles: readonly string[] | null
}

export function Start({ onOpen, onFiles, problem, lostFiles }: StartProps) {
  const filePicker = useRef<HTMLInputElement>(null)
  const folderPicker = useRef<HTMLInputElement>(null)
  const { recent, saved } = useStore(preferences)
  const [licences, setLicences] = useState(false)
  return (
    <div className="flex min-h-full flex-col">
      <div className="flex justify-end p-3">
        <Button kind="quiet" title="What this browser keeps" onClick={() => storageOpen.set(true)}>
          Storage
        </Button>
        <ThemeButton />
      </div>
      <main className="mx-auto flex w-full max-w-2xl flex-1 flex-col justify-center px-5 pb-[12vh]">
        <div className="flex items-center gap-3">
          <Mark className="size-9" />
          <h1 className="text-3xl font-semibold tracking-tight">Pairscope</h1>
        </div>
        <p className="mt-3 max-w-xl text-lg text-balance text-muted">
          Look through image–text datasets, up to hundreds of millions of pairs, right in your browser.
        </p>

        {lostFiles && (
          <div className="mt-6">
            <Notice tone="warn">
              <p className="font-medium">The files were on your computer, and a page lets go of them when it is reloaded.</p>
              <p className="mt-0.5 text-muted">
                Drop {lostFiles.length === 0 ? 'them' : lostFiles.length > 3 ? `the ${lostFiles.length} files` : lostFiles.join(', ')} here
                again to go on where you were: the filters are kept.
              </p>
            </Notice>
          </div>
        )}
        {problem && (
          <div className="mt-6">
            <Notice tone="danger" role="alert">
              <ProblemText problem={problem} showWhere={false} />
            </Notice>
          </div>
        )}

        <div className="mt-8">
          <Button
            kind="primary"
            className="h-12 w-full justify-between rounded-xl px-5 text-base sm:w-auto sm:gap-4"
            onClick={() => onOpen(SAMPLE)}
          >
            Explore the sample
            <Icon name="arrow-right" className="size-5" />
          </Button>
          <p className="mt-2.5 text-muted">About 7,000 emoji pictures with captions, here in your browser. Nothing to install.</p>
        </div>

        <div className="mt-9">
          <h2 className="mb-2 font-medium">Or open your own</h2>
          <SourceBox onOpen={onOpen} />
          <p className="mt-2.5 text-muted">
            A Hugging Face dataset (its name or its page), addresses of Parquet, CSV, JSON Lines or tar files (several, or a pattern as
            above), a public folder or bucket (ending in “/”), or a manifest. You can also drop files and folders anywhere on this page, or
            choose <TextButton onClick={() => filePicker.current?.click()}>files</TextButton> or{' '}
            <TextButton onClick={() => folderPicker.current?.click()}>a folder</TextButton>.
          </p>
          <Picker ref={filePicker} kind="files" onFiles={onFiles} />
          <Picker ref={folderPicker} kind="folder" onFiles={onFiles} />
          <SavedViews views={saved} />
          {recent.length > 0 && (
            <ul className="mt-4 -ml-2" aria-label="Opened lately">
              {recent.map((source) => (
                <li key={source} className="group flex items-center">
                  <button
                    type="button"
                    className="flex min-w-0 items-center gap-2 rounded-md px-2 py-1 text-left text-muted hover:bg-ink/5 hover:text-ink"
                    onClick={() => onOpen(source)}
                  >
                    <Icon name="clock" className="size-4 shrink-0" />
                    <span className="truncate font-mono text-xs">{source}</span>
                  </button>
                  <IconButton
                    label={`Forget ${source}`}
                    className="size-7 opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
                    onClick={() => forgetSource(source)}
                  >
                    <Icon name="close" className="size-3.5" />
                  </IconButton>
                </li>
              ))}
            </ul>
          )}
        </div>

        <KnownDatasets onOpen={onOpen} />

        <ul className="mt-10 grid gap-x-8 gap-y-4 border-t border-line pt-6 text-muted sm:grid-cols-3">
          <Note icon="lock" title="Nothing is uploaded">
            Files are read in this tab. There is no server behind this page.
          </Note>
          <Note icon="globe" title="Hosts must agree">
            A remote host has to allow CORS and answer Range requests.
          </Note>
          <Note icon="shield" title="Hidden until you say so">
            Pictures not tagged as safe are not even requested.
          </Note>
        </ul>
        <p className="mt-6 text-[0.8125rem] text-muted">
          Free software, made with the work of others: <TextButton onClick={() => setLicences(true)}>licences</TextButton>
        </p>
      </main>
      <LicencesDialog open={licences} onClose={() => setLicences(false)} />
    </div>
  )
}

interface PickerProps {
  readonly ref: RefObject<HTMLInputElement | null>
  readonly kind: 'files' | 'folder'
  readonly onFiles: StartProps['onFiles']
}

function Picker({ ref, kind, onFiles }: PickerProps) {
  // React knows no attribute for it.
  useEffect(() => {
    if (ref.current) ref.current.webkitdirectory = kind === 'folder'
  }, [ref, kind])
  return (
    <input
      ref={ref}
      type="file"
      multiple
      hidden
      data-testid={`${kind}-picker`}
      onChange={(event) => {
        const files = [...(event.target.files ?? [])]
        onFiles(
          files.slice(0, MOST_FILES).map((file) => ({ path: file.webkitRelativePath || file.name, file })),
          files.length > MOST_FILES,
        )
        event.target.value = ''
      }}
    />
  )
}

function Note({
  icon,
  title,
  children,
}: {
  readonly icon: 'lock' | 'globe' | 'shield'
  readonly title: string
  readonly children: string
}) {
  return (
    <li className="text-[0.8125rem]">
      <p className="flex items-center gap-1.5 font-medium text-ink">
        <Icon name={icon} className="size-4 text-muted" />
        {title}
      </p>
      <p className="mt-0.5">{children}</p>
    </li>
  )
}
