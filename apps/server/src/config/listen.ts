export type Listen = { host: string; port: number }

/** `127.0.0.1:8080`, `[::]:8080`, `localhost:0`; undefined for anything else. */
export function parseListen(text: string): Listen | undefined {
  const match = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<host>[A-Za-z0-9.-]+)):(?<port>\d{1,5})$/.exec(text)
  const port = Number(match?.groups?.port)
  const host = match?.groups?.v6 ?? match?.groups?.host
  return host === undefined || port > 65535 ? undefined : { host, port }
}
