import { decodeLocation, SAMPLE } from '../query/url'
import { IconButton } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { forgetView, type SavedView } from './preferences'

/** What the person kept by a name, each a way back to it. */
export function SavedViews({ views }: { readonly views: readonly SavedView[] }) {
  if (views.length === 0) return null
  return (
    <ul className="mt-4 -ml-2" aria-label="Saved views">
      {views.map(({ name, hash }) => (
        <li key={name} className="group flex items-center">
          <a href={hash} className="flex min-w-0 items-center gap-2 rounded-md px-2 py-1 hover:bg-ink/5">
            <Icon name="bookmark" className="size-4 shrink-0 text-muted" />
            <span dir="auto" className="truncate">
              {name}
            </span>
            <span className="min-w-0 truncate font-mono text-xs text-muted">{sourceOf(hash)}</span>
          </a>
          <IconButton
            label={`Forget ${name}`}
            className="size-7 opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
            onClick={() => forgetView(name)}
          >
            <Icon name="close" className="size-3.5" />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}

function sourceOf(hash: string): string {
  const { source } = decodeLocation(hash)
  return source === SAMPLE || source === null ? '' : source
}
