import type { TarMember } from './walk'

/** A sample of a webdataset: consecutive members whose names are alike up to the first dot of the last part. */
export interface Sample {
  readonly key: string
  /** By extension, in lower case: everything after that dot. */
  readonly members: ReadonlyMap<string, TarMember>
}

const PICTURES = ['jpg', 'jpeg', 'png', 'webp', 'gif', 'avif', 'bmp']
const TEXTS = new Set(['txt', 'json', 'cls', 'caption', 'text'])

/** `a/0001.seg.png` is the member `seg.png` of the sample `a/0001`. Hidden files (`._0001.jpg`) belong to none: null. */
export function splitName(name: string): { readonly key: string; readonly extension: string } | null {
  const match = /^((?:.*\/)?[^./][^./]*)\.([^/]+)$/s.exec(name)
  return match ? { key: match[1] ?? '', extension: (match[2] ?? '').toLowerCase() } : null
}

export function isText(name: string): boolean {
  return TEXTS.has(splitName(name)?.extension ?? '')
}

export function isPicture(extension: string): boolean {
  return PICTURES.includes(extension)
}

export function pictureOf({ members }: Sample): TarMember | null {
  for (const extension of PICTURES) {
    const member = members.get(extension)
    if (member) return member
  }
  return null
}

export function textOf({ members }: Sample, ...extensions: readonly string[]): string | null {
  for (const extension of extensions) {
    const data = members.get(extension)?.data
    if (data) return new TextDecoder().decode(data)
  }
  return null
}

/** Puts members into samples as they come. Members outside any sample are left out. */
export class Grouping {
  private key: string | null = null
  private members = new Map<string, TarMember>()

  /** Takes the next member; gives the sample before it once that is whole. */
  add(member: TarMember): Sample | null {
    const parts = splitName(member.name)
    if (!parts) return null
    const whole = parts.key === this.key ? null : this.end()
    this.key = parts.key
    // The first of a name counts, as where a tar is unpacked without overwriting.
    if (!this.members.has(parts.extension)) this.members.set(parts.extension, member)
    return whole
  }

  /** The sample that nothing follows. */
  end(): Sample | null {
    const whole = this.key === null ? null : { key: this.key, members: this.members }
    this.key = null
    this.members = new Map()
    return whole
  }
}
