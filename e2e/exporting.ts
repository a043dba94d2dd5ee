import { readFileSync } from 'node:fs'
import { expect, type Download, type Locator, type Page } from '@playwright/test'
import { literal, native } from './native'

const COUNTED = /^(Reads|Writes|Nothing)/

/** The export's dialog as a person sees it. */
export class Exporting {
  readonly dialog: Locator
  /** What is read, and how many pairs are written. */
  readonly cost: Locator
  readonly start: Locator

  constructor(readonly page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'Export', exact: true })
    this.cost = this.dialog.getByRole('status')
    this.start = this.dialog.getByRole('button', { name: /^Export( [\d,]+ pairs?)?$/ })
  }

  /** As in browsers that cannot write to the person's files. */
  async asDownload(): Promise<void> {
    await this.page.addInitScript(() => delete (window as { showSaveFilePicker?: unknown }).showSaveFilePicker)
  }

  /** A picker that has chosen a file already: one of the browser's own, which is written in the same way. */
  async pickingFile(): Promise<void> {
    await this.page.addInitScript(() => {
      const picker = async ({ suggestedName }: { readonly suggestedName: string }) => {
        const root = await navigator.storage.getDirectory()
        return root.getFileHandle(suggestedName, { create: true })
      }
      Object.assign(window, { showSaveFilePicker: picker })
    })
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Export', exact: true }).first().click()
    await expect(this.cost).toHaveText(COUNTED)
  }

  async format(label: string): Promise<void> {
    // What is counted comes between the parts of the dialog and moves them.
    await expect(this.cost).toHaveText(COUNTED)
    await this.dialog.getByText(label, { exact: true }).click()
    await expect(this.dialog.getByRole('radio', { name: label, exact: true })).toBeChecked()
  }

  async tick(...classes: readonly string[]): Promise<void> {
    for (const name of classes) await this.dialog.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check()
  }

  /** Starts, and waits for the file. */
  async download(): Promise<Download> {
    const coming = this.page.waitForEvent('download')
    await this.start.click()
    const file = await coming
    await expect(this.dialog.getByText(/^[\d,]+ pairs? exported/)).toBeVisible()
    return file
  }

  /** One of the small files beside the export. */
  async textBeside(name: RegExp): Promise<string> {
    const coming = this.page.waitForEvent('download')
    await this.dialog.getByRole('button', { name }).click()
    return readFileSync(await (await coming).path(), 'utf8')
  }

  /** What lies in the browser's private files, by their paths. */
  privateFiles(): Promise<readonly string[]> {
    return this.page.evaluate(async () => {
      const found: string[] = []
      const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
        for await (const [name, handle] of folder.entries())
          if (handle.kind === 'directory') await walk(handle, `${path}${name}/`)
          else found.push(path + name)
      }
      await walk(await navigator.storage.getDirectory(), '/')
      return found
    })
  }
}

/** Rows of two queries, in order, and the types of their columns, by native DuckDB. */
export async function expectSameRows(exported: string, asked: string): Promise<void> {
  const types = async (sql: string) => (await native(`DESCRIBE ${sql}`)).map(([name, type]) => [name, type])
  expect(await types(exported)).toEqual(await types(asked))
  expect(await native(exported)).toEqual(await native(asked))
}

export async function parquetAt(download: Download): Promise<string> {
  return `read_parquet(${literal(await download.path())})`
}
