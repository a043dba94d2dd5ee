import { ProblemError } from '../../dataset/problem'
import type { ModelLocation } from './encoder'
import { MissingFile } from './missing'
import type { ModelFile, TextModel } from './models'

/** Where one file of a model is. */
export type Place = { readonly kind: 'url'; readonly url: string; readonly base: string } | { readonly kind: 'picked'; readonly file: File }

/**
 * Finds a model's file. Picked files are known by their names alone: with or without the folder they lie in on the host.
 * @throws ProblemError (`model`) for an address that is none, MissingFile when none of the picked files has the name.
 */
export function placeOf(model: TextModel, file: ModelFile, location: ModelLocation): Place {
  switch (location.kind) {
    case 'default':
      return { kind: 'url', url: new URL(file.path, model.base).href, base: model.base }
    case 'base': {
      const base = folderOf(location.url)
      return { kind: 'url', url: new URL(file.path, base).href, base }
    }
    case 'files': {
      const name = nameOf(file.path)
      const picked = location.files.find((one) => nameOf(one.name) === name)
      if (!picked) throw new MissingFile(name, `There is no ${name} among the picked files.`)
      return { kind: 'picked', file: picked }
    }
  }
}

function folderOf(address: string): string {
  if (!/^https?:/i.test(address.trim()) || !URL.canParse(address))
    throw new ProblemError({ code: 'model', where: address, detail: `“${address}” is not the web address of a folder.` })
  const base = new URL(address)
  base.search = ''
  base.hash = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return base.href
}

function nameOf(path: string): string {
  return path.split('/').at(-1) ?? path
}
