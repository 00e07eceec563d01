import { connect, type Socket } from 'node:net'

export type Response = { status: number; headers: ReadonlyMap<string, string>; cookies: readonly string[]; body: string }
export type Request = { method?: 'GET' | 'POST'; path: string; headers?: Readonly<Record<string, string>>; form?: Readonly<Record<string, string>>; json?: object }

/**
 * One keep-alive connection, one request at a time. HTTP/1.1 by hand: the load generator shares the machine with what it
 * measures, and Node's own client costs more than many an answer.
 */
export class Connection {
  readonly #port: number
  readonly #host: string
  readonly origin: string
  #socket: Socket | undefined
  #received: Buffer = Buffer.alloc(0)
  #waiting: { resolve: (response: Response) => void; reject: (error: Error) => void } | undefined

  constructor(port: number) {
    this.#port = port
    this.#host = `localhost:${port}`
    this.origin = `http://${this.#host}`
  }

  request({ method = 'GET', path, headers = {}, form, json }: Request): Promise<Response> {
    const body = json !== undefined ? JSON.stringify(json) : form === undefined ? '' : new URLSearchParams(form).toString()
    let head = `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}\r\n`
    for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`
    if (body !== '') head += `Content-Type: ${json === undefined ? 'application/x-www-form-urlencoded' : 'application/json'}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#open().write(`${head}\r\n${body}`)
    })
  }

  close(): void {
    this.#socket?.destroy()
  }

  #open(): Socket {
    if (this.#socket !== undefined && !this.#socket.destroyed) return this.#socket
    this.#received = Buffer.alloc(0)
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true })
    const broken = (error?: Error) => {
      this.#waiting?.reject(error ?? new Error('the connection was closed'))
      this.#waiting = undefined
    }
    socket.on('error', broken)
    socket.on('close', () => broken())
    socket.on('data', (chunk: Buffer) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
      const response = read(this.#received)
      if (response === undefined) return
      this.#received = Buffer.alloc(0)
      const waiting = this.#waiting
      this.#waiting = undefined
      waiting?.resolve(response)
    })
    this.#socket = socket
    return socket
  }
}

/** A whole response, or undefined while it is still arriving. */
function read(bytes: Buffer): Response | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const headers = new Map<string, string>()
  const cookies: string[] = []
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (name === 'set-cookie') cookies.push(value)
    else headers.set(name, value)
  }
  const rest = bytes.subarray(end + 4)
  const body = headers.get('transfer-encoding') === 'chunked' ? unchunked(rest) : sized(rest, Number(headers.get('content-length') ?? 0))
  return body === undefined ? undefined : { status: Number(statusLine.slice(9, 12)), headers, cookies, body }
}

const sized = (rest: Buffer, length: number): string | undefined => rest.length < length ? undefined : rest.toString('utf8', 0, length)

function unchunked(rest: Buffer): string | undefined {
  const parts: Buffer[] = []
  for (let at = 0; ;) {
    const lineEnd = rest.indexOf('\r\n', at)
    if (lineEnd === -1) return undefined
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16)
    if (rest.length < lineEnd + 2 + size + 2) return undefined
    if (size === 0) return Buffer.concat(parts).toString('utf8')
    parts.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
  }
}
