import { expect, type Locator, type Page } from '@playwright/test'

/** The SQL console as a person sees it. */
export class SqlDialog {
  readonly dialog: Locator
  readonly editor: Locator
  readonly result: Locator
  readonly error: Locator

  constructor(readonly page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'SQL', exact: true })
    this.editor = this.dialog.getByRole('textbox', { name: 'SQL' })
    this.result = this.dialog.getByRole('table', { name: 'Rows of the result' })
    this.error = this.dialog.getByRole('alert')
  }

  /** Opens it by its button and waits until the rows are there. */
  async open(rows: number): Promise<void> {
    await this.page.getByRole('button', { name: 'SQL', exact: true }).click()
    await this.expectHeld(rows)
  }

  async expectHeld(rows: number): Promise<void> {
    await expect(this.dialog).toContainText(`holds a copy of the ${rows.toLocaleString('en')} rows`, { timeout: 60_000 })
  }

  /** Writes a query in place of what is there, as it is pasted. */
  async write(sql: string): Promise<void> {
    await this.editor.click()
    await this.page.keyboard.press('ControlOrMeta+a')
    await this.page.keyboard.insertText(sql)
  }

  async run(sql: string): Promise<void> {
    await this.write(sql)
    await this.page.keyboard.press('ControlOrMeta+Enter')
  }

  /** The rows on the screen, without their numbers. */
  async rows(): Promise<readonly (readonly string[])[]> {
    await expect(this.result).toBeVisible()
    return await this.result
      .getByRole('row')
      .evaluateAll((rows) => rows.slice(1).map((row) => [...row.querySelectorAll('[role=cell]')].map((cell) => cell.textContent)))
  }

  /** What is marked in the editor as wrong. */
  get marked(): Locator {
    return this.dialog.locator('.cm-lintRange-error')
  }
}
