import { expressionBuilder, sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Context } from './context.ts'
import type { Schema } from './sql/schema.ts'
import { createTallies } from './tallies.ts'
import type { PeoplePage, UserFilter } from './types.ts'
import { createConditions } from './user-conditions.ts'
import { kindsOf } from './user-kinds.ts'
import { type Bounds, createNumbers, type Wanted } from './user-numbers.ts'
import { type Term, termsOf, type Walk, walkOfTerms, walksOf } from './user-walks.ts'
import { formsOf, inTrigrams, type Words, wordsOf } from './user-words.ts'

/**
 * How many people one request looks at. Of a table that is read in its own order, and of an index whose people are looked
 * up one by one, which costs several times as much. `rare`: as many people as PostgreSQL's index of trigrams is asked for, of one
 * word before anybody looked, and of several words or once next to nobody was found among the newest. `lists`: so many people in the lists of terms that SQLite's compares.
 */
const glances = {
  sqlite: { table: 5000, index: 1500, rare: { before: 0, after: 0 }, lists: 300_000 },
  postgres: { table: 3000, index: 1000, rare: { before: 400, after: 2500 }, lists: 0 },
}
type Glance = (typeof glances)['sqlite']

/** Of each term of SQLite's index of trigrams so many are looked up, to know how many there are. */
const sample = 100

/** How far back a way gets, from where; `whole`: all that it holds up to there, where that is few. */
type Reach = { walk: Walk; steps: number; newest: number; from?: number | undefined; whole?: readonly number[] }

const handful = 60
/** So many on the first stretch: they are found often enough on the way, and a page has no more than that. */
const common = 3
const pageful = 200
const broad = 0.3
const manyKinds = 8
/** So many people of a list are read in the time that one look at a person takes. */
const perLook = 4

/**
 * The numbers of the users that match a filter, newest first.
 *
 * What one index holds in the order of the answer is read from the cursor on, so that the depth of a page costs nothing.
 * For everything else the way is walked that gets furthest back within so many steps, and whoever stands there is looked
 * at. What lies behind is for the next request.
 */
export function createUserSearch({ db, dialect, durable, clock }: Pick<Context, 'db' | 'dialect' | 'durable' | 'clock'>, glance: Glance = glances[dialect]) {
  const eb = expressionBuilder<Schema, 'users'>()
  const conditions = createConditions({ dialect, clock })
  const tallies = createTallies({ db, dialect, durable })
  const { between, among, inNoOrder, newest, onAll } = createNumbers({ dialect })

  // Of a person that is looked at anyhow. Not LIKE: PostgreSQL would ask its index of trigrams for everybody else, too.
  const contains = (form: string): Expression<SqlBool> => sql<SqlBool>`${sql.raw(dialect === 'sqlite' ? 'instr' : 'strpos')}(users.search_text, ${form}) > 0`
  const isLike = (form: string): Expression<SqlBool> => eb('users.search_text', 'like', `%${form.replace(/[\\%_]/g, '\\$&')}%`)
  const begins = (realmId: number) => (form: string): Expression<SqlBool> => dialect === 'sqlite' ? sql<SqlBool>`instr(users.sought, ${inTrigrams(form)}) > 0`
    : eb.exists(eb.selectFrom('user_name_parts').select('user_name_parts.n').where('realm_id', '=', realmId).where('prefix', '=', form).whereRef('user_name_parts.n', '=', 'users.n'))
  const ask = <Row>(query: RawBuilder<Row>) => durable.read.explore<Row>({ compile: () => query.compile(db) })
  const numbersOf = async (query: RawBuilder<{ n: number }>) => (await ask<{ n: number }>(query)).map(({ n }) => n)

  return async function matching(realmId: number, filter: UserFilter, before: number | null, limit: number): Promise<PeoplePage> {
    const words = wordsOf(filter.search)
    const kinds = await kindsOf(tallies, realmId, filter)
    if (kinds?.people === 0) return { numbers: [], next: null }

    const fields = (Object.keys(filter) as (keyof UserFilter)[]).filter((field): field is Exclude<keyof UserFilter, 'search'> => field !== 'search' && filter[field] !== undefined)
    /** What is left to look at in a person. */
    const besides = ({ answers, words: answered = [], ofAnyRealm }: Pick<Walk, 'answers' | 'words' | 'ofAnyRealm'>): Wanted => [
      ...(ofAnyRealm ? [eb('users.realm_id', '=', realmId)] : []),
      ...conditions(filter, fields.filter((field) => !answers.includes(field))),
      ...words.long.filter((word) => !answered.includes(word)).map((word) => eb.or(formsOf(word, words).map(contains))),
      ...words.short.filter((word) => !answered.includes(word)).map((word) => eb.or(formsOf(word, words).map(begins(realmId)))),
    ]
    const pageOf = (numbers: readonly number[], from?: number): PeoplePage => {
      const shown = numbers.slice(0, limit)
      return { numbers: shown, next: numbers.length > limit ? shown.at(-1) ?? null : from ?? null }
    }
    /** Of those whom a way holds from its beginning to its end. */
    const readFew = async (walk: Walk, whole: readonly number[], from?: number): Promise<PeoplePage> => {
      const wanted = besides(walk)
      const behind = whole.filter((n) => before === null || n < before)
      if (wanted.length === 0 || behind.length === 0) return pageOf(behind, from)
      return pageOf(await numbersOf(sql`select users.n as n from users where ${among(behind)} and ${eb.and([...wanted])} order by users.n desc limit ${sql.lit(limit + 1)}`), from)
    }
    const everybody = (bounds: Bounds, wanted: Wanted, most: number) => sql<{ n: number }>`select users.n as n from users
      where users.realm_id = ${realmId}${between({ n: sql`users.n` }, bounds)} and ${eb.and([...wanted])} order by users.n desc limit ${sql.lit(most + 1)}`
    const read = async (walk: Walk, from: number | undefined): Promise<PeoplePage> => {
      const wanted = besides(walk)
      return pageOf(await numbersOf(walk === table && wanted.length > 0 ? everybody({ before, from }, wanted, limit) : newest(walk, { before, from }, limit + 1, wanted)), from)
    }
    /** By the way that gets furthest, with the beginnings of names whose lists are not much longer up to there. */
    const readBest = ({ walk, steps, from }: Reach, reaches: readonly Reach[]): Promise<PeoplePage> => {
      const lists = from === undefined ? [] : reaches.filter((other) =>
        other.walk !== walk && other.walk.words !== undefined && entriesOf(other, { before, from }) <= perLook * steps)
      if (dialect === 'sqlite' || from === undefined || lists.length === 0) return read(walk, from)
      const met = [...(walk === table ? [] : [walk]), ...lists.map((list) => list.walk)]
      const wanted = besides({ answers: walk.answers, words: met.flatMap((list) => list.words ?? []) })
      return numbersOf(onAll(met, { before, from }, limit + 1, wanted)).then((numbers) => pageOf(numbers, from))
    }

    const table: Walk = { parts: [{ n: sql`walked.n`, from: sql`users as walked where walked.realm_id = ${realmId}`, isTable: true }], ordered: true, answers: [] }
    const walks = walksOf({ dialect, clock }, realmId, filter, kinds, words)
    const [whole] = [table, ...walks].filter((walk) => walk.ordered && besides(walk).length === 0).toSorted((one, other) => one.parts.length - other.parts.length)
    if (whole) return read(whole, undefined)

    // Many kinds that are much of the realm get no further back than the table, and take longer to ask.
    const isBroad = kinds !== null && kinds.share > broad && kinds.kinds.length > manyKinds
    const ways = walks.filter(({ answers }) => !(isBroad && answers === kinds.answered))
    // A handful are found at once, and nothing else is measured.
    const [few] = (await reachesOf(ways, before, () => Math.min(handful, glance.index))).filter(({ whole: found }) => found).toSorted((one, other) => one.steps - other.steps)
    if (few?.whole) return readFew(few.walk, few.whole)

    // PostgreSQL's index of trigrams says in no order who has a word: it is asked for what next to nobody has.
    const indexed = dialect === 'sqlite' ? [] : words.long.filter((word) => /[\p{L}\p{N}]{3}/u.test(word)).map((word) => eb.or(formsOf(word, words).map(isLike)))
    const those = indexed.length === 0 ? Infinity : await expected(sql`select users.n from users where ${eb.and(indexed)}`)
    const readRare = async (): Promise<PeoplePage> => {
      const wanted = sql`users.realm_id = ${realmId} and ${eb.and([...besides(table)])}`
      // Materialised: otherwise the limit tempts the planner to walk all users in search of a rare word.
      return pageOf(await numbersOf(sql`with found as materialized (select users.n as n from users where ${eb.and(indexed)} and ${wanted}${between({ n: sql`users.n` }, { before })})
        select n from found order by n desc limit ${sql.lit(limit + 1)}`))
    }
    if (those <= (indexed.length > 1 ? glance.rare.after : glance.rare.before)) return readRare()

    const sought = dialect === 'sqlite' && words.long.length + words.short.length > 0 ? [await lookUp(words, before)] : []
    const reaches = [...await reachesOf([table, ...ways], before), ...sought].toSorted((one, other) => (one.from ?? 0) - (other.from ?? 0) || one.steps - other.steps)
    const [best] = reaches
    if (!best) return { numbers: [], next: null }
    if (best.whole && (!best.walk.ordered || best.walk.ofAnyRealm)) return readFew(best.walk, best.whole, best.from)
    const page = await readBest(best, reaches)
    const { numbers, next } = page
    if (dialect === 'sqlite' || words.long.length === 0 || next === null || numbers.length === limit) return page
    if (numbers.length < common) return those <= glance.rare.after ? readRare() : page
    const [further] = best.walk === table && limit <= pageful ? await reachesOf([table], next, () => glance.table * 2) : []
    if (!further) return page
    return pageOf([...numbers, ...await numbersOf(everybody({ before: next, from: further.from }, besides(table), limit - numbers.length))], further.from)
  }

  /** How many rows PostgreSQL expects of a question: of a frequent word an index of trigrams holds too much. */
  async function expected(question: RawBuilder<unknown>): Promise<number> {
    const [row] = await ask<{ 'QUERY PLAN': readonly { Plan?: { 'Plan Rows'?: number } }[] }>(sql`explain (format json) ${question}`)
    return row?.['QUERY PLAN'][0]?.Plan?.['Plan Rows'] ?? 0
  }

  /**
   * The newest whom SQLite's index of trigrams holds for words. It compares the lists of its terms, to their end where nobody is in
   * all of them: so the shortest are compared, as many as do not take long, and the rest of each word is looked at in the person.
   */
  async function lookUp(words: Words, before: number | null): Promise<Reach> {
    const walk = walkOfTerms(await fewest(termsOf(words), before))
    const numbers = await numbersOf(newest(walk, { before }, glance.index + 1))
    const whole = numbers.slice(0, glance.index)
    return { walk, steps: whole.length, newest: whole[0] ?? 0, whole, from: numbers.length > whole.length ? whole.at(-1) : undefined }
  }

  async function fewest(terms: readonly Term[], before: number | null): Promise<readonly Term[]> {
    if (terms.length < 2) return terms
    const rows = await ask<{ term: number; steps: number; reach: number | null; newest: number | null }>(sql`${sql.join(terms.map((term, at) =>
      sql`select ${sql.lit(at)} as term, count(*) as steps, min(n) as reach, max(n) as newest from (${newest(walkOfTerms([term]), { before }, sample)}) as steps`), sql` union all `)}`)
    const top = Math.max(...rows.map(({ newest: last }) => last ?? 0))
    const listOf = ({ steps, reach }: (typeof rows)[number]) => (steps < sample ? steps : sample * top / (top - (reach ?? 0) + 1))
    const chosen: Term[] = []
    let sum = 0
    for (const row of rows.toSorted((one, other) => listOf(one) - listOf(other))) {
      sum += listOf(row)
      if (chosen.length > 0 && sum > glance.lists) break
      chosen.push(...terms.slice(row.term, row.term + 1))
    }
    return chosen
  }

  /**
   * How far back each way gets; what comes to its end within so many steps is `whole`, and has no `from`. What is in no order is
   * no way unless it does.
   */
  async function reachesOf(
    walks: readonly Walk[], before: number | null, most = ({ ordered, parts }: Walk) => (ordered && parts.length === 1 && parts[0]?.isTable ? glance.table : glance.index),
  ): Promise<readonly Reach[]> {
    if (walks.length === 0) return []
    const list = sql.raw(dialect === 'sqlite' ? 'group_concat(n)' : `string_agg(n::text, ',')`)
    const rows = await ask<{ way: number; steps: number; reach: number | null; newest: number | null; numbers: string | null }>(sql`${sql.join(walks.map((walk, way) =>
      sql`select ${sql.lit(way)} as way, count(*) as steps, min(n) as reach, max(n) as newest, case when count(*) <= ${sql.lit(most(walk))} then ${list} end as numbers
        from (${walk.ordered ? newest(walk, { before }, most(walk) + 1) : inNoOrder(walk, most(walk) + 1)}) as steps`), sql` union all `)}`)
    return rows.flatMap(({ way, steps, reach, newest: last, numbers }): readonly Reach[] => {
      const walk = walks[way]
      if (!walk) return []
      const measured = { walk, steps: Number(steps), newest: Number(last) }
      if (measured.steps <= most(walk)) {
        const whole = [...new Set((numbers ?? '').split(',').filter((n) => n !== '').map(Number))].toSorted((one, other) => other - one)
        return [{ ...measured, whole }]
      }
      return walk.ordered ? [{ ...measured, from: Number(reach) }] : []
    })
  }
}

/** How many people a way holds down to a number, as it goes on beyond where it was measured. */
const entriesOf = ({ steps, newest, from }: Reach, bounds: { before: number | null; from: number }): number =>
  from === undefined ? steps : steps * ((bounds.before ?? newest) - bounds.from + 1) / (newest - from + 1)
