import { kindOf } from './kinds'

/** Where on the Hugging Face Hub a dataset lies, and which part of it is meant. */
export interface HubAddress {
  /** `org/name`; a few old datasets have no `org/`. */
  readonly id: string
  /** A branch, a tag or a commit. */
  readonly revision: string
  /** A folder of the repository, without slashes at its ends; '' for all of it. */
  readonly path: string
  /** Null: the address names none. */
  readonly config: string | null
  readonly split: string | null
}

const ID = /^(?!\.+\/|.*\/\.+$)[\w-]+(?:\.[\w-]+)*\/[\w.-]+$/
const NAME = /^[\w-][\w.-]*$/
const HUB_HOSTS = new Set(['huggingface.co', 'www.huggingface.co', 'hf.co'])
/** Second parts of a page's path that belong to the site, so that the first part was the whole id. */
const PAGES = new Set(['tree', 'viewer', 'blob', 'resolve', 'raw', 'discussions', 'commits'])

/**
 * Reads `org/name`, `org/name?config=x&split=y`, `hf://datasets/org/name` and the address of a dataset's page
 * (its front, `/tree/<revision>/<path>`, `/viewer/<config>/<split>`). Null for anything else, the address of one file included.
 */
export function parseHubAddress(text: string): HubAddress | null {
  const [word = '', question] = text.split(/[?#]/, text.includes('?') ? 2 : 1)
  const asked = new URLSearchParams(question ?? '')
  const bare = word.replace(/\/$/, '')
  if (ID.test(bare) && kindOf(bare) === null && !/^localhost\//i.test(bare)) return hubAddress(bare, asked)
  const lent = /^hf:\/\/datasets\/(.+)$/i.exec(word)?.[1]
  if (lent !== undefined) return fromPath(lent, asked)
  const spelled = /^(?:www\.)?(?:huggingface|hf)\.co\//i.test(word) ? `https://${word}` : word
  if (!URL.canParse(spelled)) return null
  const url = new URL(spelled)
  const path = /^\/datasets\/(.+)$/.exec(url.pathname)?.[1]
  return HUB_HOSTS.has(url.hostname) && /^https?:$/.test(url.protocol) && path !== undefined ? fromPath(path, asked) : null
}

function hubAddress(id: string, asked: URLSearchParams, more: Partial<HubAddress> = {}): HubAddress {
  return { id, revision: 'main', path: '', config: asked.get('config'), split: asked.get('split'), ...more }
}

/** `org/name`, and perhaps a page below it. */
function fromPath(path: string, asked: URLSearchParams): HubAddress | null {
  const parts = decoded(path.split('/').filter((part) => part !== ''))
  if (parts === null || parts.some((part) => /^\.+$/.test(part))) return null
  const idParts = parts[1] === undefined || PAGES.has(parts[1]) ? 1 : 2
  const id = parts.slice(0, idParts)
  if (!id.every((part) => NAME.test(part))) return null
  const [page, first, ...rest] = parts.slice(idParts)
  if (page === undefined) return hubAddress(id.join('/'), asked)
  if (page === 'tree') return hubAddress(id.join('/'), asked, { revision: first ?? 'main', path: rest.join('/') })
  if (page === 'viewer')
    return hubAddress(id.join('/'), asked, { config: first ?? asked.get('config'), split: rest[0] ?? asked.get('split') })
  return null
}

function decoded(parts: readonly string[]): string[] | null {
  try {
    return parts.map(decodeURIComponent)
  } catch {
    return null
  }
}

/** How a person writes this part of a dataset. */
export function writtenAs(id: string, config: string, split: string): string {
  return `${id}?config=${encodeURIComponent(config)}&split=${encodeURIComponent(split)}`
}
