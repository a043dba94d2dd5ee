import { useState } from 'react'
import { LOCAL } from '../query/url'
import { Button } from '../ui/Button'
import { mayBeSigned, saveView } from './preferences'

/** Longest name of a view, in characters. */
const MAX_NAME = 80

interface SaveViewProps {
  /** Of the dataset. */
  readonly source: string
  /** What the name is at first. */
  readonly name: string
  /** The view's address. */
  readonly link: () => string
}

/** Keeps what is shown now, by a name, for the start page. */
export function SaveView({ source, name, link }: SaveViewProps) {
  const [typed, setTyped] = useState(name.slice(0, MAX_NAME))
  const [saved, setSaved] = useState(false)
  const why =
    source === LOCAL
      ? 'Files of your own computer cannot be opened again by a saved view.'
      : mayBeSigned(source)
        ? 'The address may hold a signature, and those are not kept in this browser. Copy the link instead.'
        : null
  if (why !== null) return <p className="text-sm text-muted">{why}</p>
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        saveView({ name: typed.trim(), hash: new URL(link()).hash })
        setSaved(true)
      }}
    >
      <input
        aria-label="Name of this view"
        maxLength={MAX_NAME}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setSaved(false)
        }}
        className="h-9 min-w-0 flex-1 rounded-lg border border-line bg-raised px-2.5"
      />
      <Button type="submit" disabled={typed.trim() === '' || saved}>
        {saved ? 'Saved' : 'Save this view'}
      </Button>
      <p role="status" className="sr-only">
        {saved ? 'Saved: it stands on the start page.' : ''}
      </p>
    </form>
  )
}
