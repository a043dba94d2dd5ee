import { WebSocket } from 'ws'

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** Commands of WebDriver BiDi over one connection: https://w3c.github.io/webdriver-bidi/ */
export class Bidi {
  private lastId = 0
  private readonly waiting = new Map<number, Waiting>()

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => this.receive(JSON.parse(data.toString()) as Answer))
    socket.on('close', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('The browser closed the connection.'))
      this.waiting.clear()
    })
  }

  static async connect(url: string): Promise<Bidi> {
    // A picture of the page is one message.
    const socket = new WebSocket(url, { maxPayload: 256 * 2 ** 20 })
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    return new Bidi(socket)
  }

  send<T>(method: string, params: object): Promise<T> {
    const id = ++this.lastId
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as T), reject })
      this.socket.send(JSON.stringify({ id, method, params }))
    })
  }

  close(): void {
    this.socket.close()
  }

  private receive(answer: Answer): void {
    if (answer.type === 'event') return
    const waiting = this.waiting.get(answer.id)
    this.waiting.delete(answer.id)
    if (answer.type === 'success') waiting?.resolve(answer.result)
    else waiting?.reject(new Error(`${answer.error}: ${answer.message}`))
  }
}

type Answer =
  | { readonly type: 'event' }
  | { readonly type: 'success'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: string; readonly message: string }
