import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import type { Builder, Reader } from '../sql/build.ts'
import { write } from '../sql/build.ts'
import type { Storage, Unit } from '../types.ts'
import { decrypt, encrypt, header, keyIdOf } from './aes.ts'
import { cells, purposes, type Cell } from './cells.ts'
import type { Keyring } from './keyring.ts'
import { createSeal, type DataKeys, type Seal } from './seal.ts'
import { Unfit } from '../unfit.ts'

/** Every node reads the ring this often; nothing may be sealed with a key, or a key forgotten, sooner than all have read. */
const spreadMs = 20_000
const batch = 200
const canary = 'this data key opens'
/** The key of keyed hashes does not turn with the others: what it hashed could not be found again. */
const indexId = 0

type Needs = {
  db: Builder
  keyring: Keyring
  now: () => number
  durable: { read: Reader; unit: Unit }
  volatile: { read: Reader; unit: Unit }
  /** Length of a blob's first bytes, by dialect. */
  firstBytes: 'substr' | 'substring'
}

export type Ring = Storage['ring'] & { seal: Seal; refresh(): Promise<void> }

/** Data keys by purpose, wrapped by the key ring. Throws with a clear sentence when the key ring is not this database's. */
export async function openRing({ db, keyring, now, durable, volatile, firstBytes }: Needs): Promise<Ring> {
  const rows = () => durable.read.all(db.selectFrom('data_keys').selectAll().orderBy('id').orderBy('purpose'))
  const [first] = keyring.keys
  if (!first) throw new Unfit(`The key ring ${keyring.file} holds no key`)

  const newRow = (id: number, purpose: string, state: string) => {
    const bytes = randomBytes(32)
    return {
      id, purpose, state, created_at: now(), state_at: now(),
      wrapped: encrypt(first.key, first.id, `data_keys.wrapped#${id}/${purpose}`, bytes),
      canary: encrypt(createSecretKey(bytes), id, `data_keys.canary#${id}/${purpose}`, Buffer.from(canary)),
    }
  }
  const insert = (values: readonly ReturnType<typeof newRow>[]) =>
    write('ring.create', db.insertInto('data_keys').values(values).onConflict((c) => c.columns(['id', 'purpose']).doNothing()), 'any')

  /** The first start makes generation 1; a release that knows a new purpose adds its key to every living generation. */
  const complete = async () => {
    const known = await rows()
    const generations = new Map(known.filter((row) => row.id !== indexId && row.state !== 'retired').map((row) => [row.id, row.state]))
    if (generations.size === 0) generations.set(1, 'active')
    const missing = [...generations].flatMap(([id, state]) => purposes
      .filter((purpose) => !known.some((row) => row.id === id && row.purpose === purpose))
      .map((purpose) => newRow(id, purpose, state)))
    if (!known.some((row) => row.id === indexId)) missing.push(newRow(indexId, 'index', 'active'))
    if (missing.length > 0) await durable.unit([insert(missing)])
  }

  const unwrap = (id: number, purpose: string, wrapped: Uint8Array, sealedCanary: Uint8Array): KeyObject => {
    const wrapper = keyring.keys.find((key) => key.id === keyIdOf(wrapped))
    if (!wrapper) throw new Unfit(wrongKey(keyring))
    try {
      const key = createSecretKey(decrypt(wrapper.key, `data_keys.wrapped#${id}/${purpose}`, wrapped))
      if (decrypt(key, `data_keys.canary#${id}/${purpose}`, sealedCanary).toString() === canary) return key
    } catch {
      throw new Unfit(wrongKey(keyring))
    }
    throw new Unfit(wrongKey(keyring))
  }

  const load = async (): Promise<DataKeys> => {
    const keys = new Map<number, Map<string, KeyObject>>()
    let active = 0
    let index: KeyObject | undefined
    for (const row of await rows()) {
      if (row.state === 'retired') continue
      const key = unwrap(row.id, row.purpose, row.wrapped, row.canary)
      if (row.id === indexId) index = key
      else {
        keys.set(row.id, (keys.get(row.id) ?? new Map()).set(row.purpose, key))
        if (row.state === 'active') active = row.id
      }
    }
    if (!index || active === 0) throw new Error('The database has no active data key')
    return { active, index, keys }
  }

  /** After a change of the key ring's first key: the others are needed no longer once this has run. */
  const rewrap = async () => {
    for (const row of await rows()) {
      if (row.state === 'retired' || keyIdOf(row.wrapped) === first.id) continue
      const place = `data_keys.wrapped#${row.id}/${row.purpose}`
      const wrapped = encrypt(first.key, first.id, place, unwrap(row.id, row.purpose, row.wrapped, row.canary).export())
      await durable.unit([write('ring.rewrap', db.updateTable('data_keys').set({ wrapped })
        .where('id', '=', row.id).where('purpose', '=', row.purpose).where('wrapped', '=', row.wrapped), 'any')])
    }
  }

  await complete()
  let current = await load()
  await rewrap()
  const seal = createSeal(() => current)
  const refresh = async () => { current = await load() }

  const storeOf = (cell: Cell) => cell.store === 'durable' ? durable : volatile
  const beginsWith = (cell: Cell, id: number) =>
    sql<boolean>`${sql.raw(firstBytes)}(${sql.ref(cell.column)}, 1, 5) = ${header(id)}`

  const countRows = async (id: number): Promise<number> => {
    let count = 0
    for (const cell of Object.values<Cell>(cells)) {
      const found = await storeOf(cell).read.first(db.selectFrom(cell.table).select((eb) => eb.fn.countAll<number>().as('count')).where(beginsWith(cell, id)))
      count += found?.count ?? 0
    }
    return count
  }

  const reseal = async (cell: Cell, id: number): Promise<number> => {
    let resealed = 0
    for (;;) {
      const columns = sql<Record<string, string | number | Uint8Array>>`select ${sql.join([...cell.row, cell.column].map((name) => sql.ref(name)))}
        from ${sql.table(cell.table)} where ${beginsWith(cell, id)} limit ${sql.lit(batch)}`
      const found = await storeOf(cell).read.all({ compile: () => columns.compile(db) })
      for (const row of found) {
        const old = row[cell.column]
        if (!(old instanceof Uint8Array)) continue
        const parts = cell.row.map((name) => row[name] ?? '')
        const fresh = seal.close(cell, parts, seal.open(cell, parts, old))
        const update = sql`update ${sql.table(cell.table)} set ${sql.ref(cell.column)} = ${fresh}
          where ${sql.join(cell.row.map((name, i) => sql`${sql.ref(name)} = ${parts[i]}`), sql` and `)} and ${sql.ref(cell.column)} = ${old}`
        await storeOf(cell).unit([write('ring.reseal', { compile: () => update.compile(db) }, 'any')])
        resealed++
      }
      if (found.length < batch) return resealed
    }
  }

  const stateOf = async (id: string) => {
    const row = await durable.read.first(db.selectFrom('data_keys').select(['id', 'state', 'state_at']).where('id', '=', Number(id)))
    if (!row || row.id === indexId) throw new Error(`There is no data key ${id}`)
    return row
  }
  const waitFor = (since: number) => {
    const restMs = since + spreadMs - now()
    if (restMs > 0) throw new Error(`Every node has to read the ring first: again in ${Math.ceil(restMs / 1000)} s`)
  }

  return {
    seal,
    refresh,
    async list() {
      const states = new Map((await rows()).filter((row) => row.id !== indexId).map((row) => [row.id, row.state]))
      return Promise.all([...states].map(async ([id, state]) => ({
        id: String(id), state: state === 'active' || state === 'retired' ? state : 'added' as const, rows: await countRows(id),
      })))
    },
    async add() {
      const id = Math.max(...(await rows()).map((row) => row.id)) + 1
      const outcome = await durable.unit([write('ring.add', db.insertInto('data_keys').values(purposes.map((purpose) => newRow(id, purpose, 'added'))), 'some')])
      if (!outcome.ok) throw new Error('Somebody else added a data key at the same moment: list them')
      await refresh()
      return String(id)
    },
    async promote(id) {
      const { state, state_at } = await stateOf(id)
      if (state !== 'added') throw new Error(`Data key ${id} is ${state}; only an added one is promoted`)
      waitFor(state_at)
      const set = (next: string) => db.updateTable('data_keys').set({ state: next, state_at: now() }).where('id', '<>', indexId)
      await durable.unit([
        write('ring.demote', set('added').where('state', '=', 'active'), 'some'),
        write('ring.promote', set('active').where('id', '=', Number(id)), 'some'),
      ])
      await refresh()
    },
    async retire(id) {
      const { state, state_at } = await stateOf(id)
      if (state === 'active') throw new Error(`Data key ${id} is active: promote another one first`)
      if (state === 'retired') return { resealed: 0 }
      waitFor(state_at)
      let resealed = 0
      for (const cell of Object.values<Cell>(cells)) resealed += await reseal(cell, Number(id))
      if (await countRows(Number(id)) > 0) throw new Error(`Data key ${id} still seals rows: run it again`)
      await durable.unit([write('ring.retire', db.updateTable('data_keys')
        .set({ state: 'retired', state_at: now(), wrapped: Buffer.alloc(0), canary: Buffer.alloc(0) }).where('id', '=', Number(id)), 'some')])
      await refresh()
      return { resealed }
    },
  }
}

const wrongKey = ({ file, created }: Keyring): string =>
  `The key ring ${file} does not open this database's data keys: it belongs to another installation${created ? ', or to none: it was made just now' : ''}. ` +
  'Put back the key ring that was used with this database; without it the sealed secrets are lost'
