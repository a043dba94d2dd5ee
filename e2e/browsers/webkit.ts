import { createServer, type AddressInfo } from 'node:net'
import type { WebKit } from '../../scripts/other-browsers'
import { inputSource, VIEWPORT, type Driver } from './driver'
import { Running } from './process'

/** What stands for an element in WebDriver's answers. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/** WebKitGTK's MiniBrowser in a private window on a screen that nobody sees, worked over WebDriver: https://www.w3.org/TR/webdriver2/ */
export async function startWebKit({ driver, browser, screen }: WebKit): Promise<Driver> {
  const port = await freePort()
  const running = await Running.start(
    screen,
    ['-a', '-s', '-screen 0 1400x1000x24', 'sh', '-c', 'echo ready; exec "$0" "$@"', driver, `--port=${port}`],
    /^ready$/,
  )
  const root = `http://127.0.0.1:${port}/session`
  await answering(root)
  const { sessionId } = await command<{ readonly sessionId: string }>('POST', root, {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] } } },
  })
  const at = (path: string): string => `${root}/${sessionId}/${path}`
  const post = <T>(path: string, body: object = {}): Promise<T> => command<T>('POST', at(path), body)
  const inner = 'return [innerWidth, innerHeight]'
  await post('window/rect', VIEWPORT)
  // The window has a bar.
  const [width = 0, height = 0] = await post<number[]>('execute/sync', { script: inner, args: [] })
  await post('window/rect', { width: 2 * VIEWPORT.width - width, height: 2 * VIEWPORT.height - height })
  return {
    goto: (url) => post('url', { url }),
    back: () => post('back'),
    async evaluate(expression) {
      const script =
        'const done = arguments[0]; Promise.resolve().then(() => ' +
        `${expression}).then((value) => done([JSON.stringify(value ?? null)]), (error) => done(String(error)))`
      const answer = await post<readonly [string] | string>('execute/async', { script, args: [] })
      if (typeof answer === 'string') throw new Error(answer)
      return answer[0]
    },
    act: (actions) => post('actions', { actions: [inputSource(actions)] }),
    async upload(selector, files) {
      const element = await post<Readonly<Record<string, string>>>('element', { using: 'css selector', value: selector })
      await post(`element/${element[ELEMENT] ?? ''}/value`, { text: files.join('\n') })
    },
    screenshot: async () => Buffer.from(await command<string>('GET', at('screenshot')), 'base64'),
    async close() {
      await command('DELETE', `${root}/${sessionId}`).catch(() => undefined)
      await running.stop()
    },
  }
}

async function command<T>(method: string, url: string, body?: object): Promise<T> {
  const response = await fetch(url, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
  const { value } = (await response.json()) as { readonly value: unknown }
  if (!response.ok) {
    const { error, message } = value as { readonly error: string; readonly message: string }
    throw new Error(`${error}: ${message}`)
  }
  return value as T
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Until the driver answers at all. */
async function answering(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await fetch(url)
      return
    } catch (error) {
      if (attempt === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
