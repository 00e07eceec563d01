import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext { postgresUrl: string }
}

/** An empty database; answers its URL. */
export async function freshDatabase(): Promise<string> {
  const name = `e2e_${randomBytes(6).toString('hex')}`
  const server = inject('postgresUrl')
  await withClient(`${server}postgres`, (client) => client.query(`CREATE DATABASE ${name}`))
  return `${server}${name}`
}

export async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
