import type { Cluster } from '../house/postgres.ts'
import type { CountWrites } from './writes.ts'

/** Counts the records of the write-ahead log. A transaction that changed no logged table does not wait for the disk. */
export async function countPostgres(cluster: Cluster, database: string): Promise<{ count: CountWrites; stop(): Promise<void> }> {
  await cluster.query(database, 'CREATE EXTENSION IF NOT EXISTS pg_walinspect')
  const position = async () => String((await cluster.query(database, 'SELECT pg_current_wal_insert_lsn() AS at'))[0]?.['at'])
  return {
    async count(work) {
      // The records of everything before must be out of the way, and those of the work must all have been written.
      await cluster.query(database, 'CHECKPOINT')
      const from = await position()
      await work()
      const until = await position()
      // Commits of unlogged tables do not wait for the log; this one does, and takes theirs along.
      await cluster.query(database, "SELECT pg_logical_emit_message(true, 'bench', '', true)")
      if (from === until) return { durableRows: 0, durableCommits: 0, volatileRows: -1, volatileCommits: 0, tables: {} }
      const [found] = await cluster.query(database, `
        WITH record AS (SELECT xid::text AS xid, resource_manager AS manager, record_type AS type FROM pg_get_wal_records_info('${from}', '${until}')),
        changed AS (SELECT * FROM record WHERE manager IN ('Heap', 'Heap2') AND type ~ '^(INSERT|UPDATE|HOT_UPDATE|DELETE|MULTI_INSERT)'),
        committed AS (SELECT xid FROM record WHERE manager = 'Transaction' AND type = 'COMMIT')
        SELECT (SELECT count(*) FROM changed JOIN committed USING (xid)) AS rows, (SELECT count(*) FROM committed WHERE xid IN (SELECT xid FROM changed)) AS durable,
          (SELECT count(*) FROM committed WHERE xid NOT IN (SELECT xid FROM changed)) AS passing`)
      return { durableRows: Number(found?.['rows']), durableCommits: Number(found?.['durable']), volatileRows: -1, volatileCommits: Number(found?.['passing']), tables: {} }
    },
    stop: async () => undefined,
  }
}
