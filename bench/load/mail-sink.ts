import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A mail server that takes everything and keeps nothing. Until it is opened, whoever names a sender waits for its answer. */
export type MailSink = { port: number; taken(): number; open(): void; close(): Promise<void> }

export async function startMailSink(): Promise<MailSink> {
  const sockets = new Set<Socket>()
  const held: (() => void)[] = []
  let isOpen = false
  let taken = 0

  const server = createServer((socket) => {
    let inMessage = false
    let rest = ''
    const say = (line: string) => void socket.write(`${line}\r\n`)
    const answer = (command: string) => {
      if (/^MAIL/i.test(command) && !isOpen) return void held.push(() => say('250 ok'))
      if (/^QUIT/i.test(command)) return void socket.end('221 bye\r\n')
      inMessage = /^DATA/i.test(command)
      say(inMessage ? '354 go on' : '250 ok')
    }
    const hear = (line: string) => {
      if (!inMessage) return answer(line)
      if (line !== '.') return
      inMessage = false
      taken += 1
      say('250 taken')
    }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = `${rest}${chunk}`.split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) hear(line)
    })
    say('220 sink')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    port,
    taken: () => taken,
    open() {
      isOpen = true
      for (const goOn of held.splice(0)) goOn()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
