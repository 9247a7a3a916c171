import type { Database } from 'libsql'

/**
 * The relay's tables. Triggers fill the queue within the very transaction that stores a hit or makes it a contact's, so
 * the store need not know of the relay, nothing stored is missed, and a hit that is erased is not sent.
 */
const schema = `
  CREATE TABLE relay_queue (hit INTEGER PRIMARY KEY);
  CREATE TABLE relay_dead (
    hit INTEGER PRIMARY KEY,
    died_at INTEGER NOT NULL,
    status INTEGER NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL
  );
  CREATE TABLE relay_totals (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO relay_queue SELECT row FROM hits WHERE ${forwardable('hits')};
`

/** Remade at each start: a table that a migration rebuilds loses its triggers. */
const triggers = `
  DROP TRIGGER IF EXISTS relay_stored;
  CREATE TRIGGER relay_stored AFTER INSERT ON hits WHEN ${forwardable('NEW')} BEGIN
    INSERT OR IGNORE INTO relay_queue VALUES (NEW.row);
  END;
  DROP TRIGGER IF EXISTS relay_attached;
  CREATE TRIGGER relay_attached AFTER UPDATE OF email ON hits WHEN NOT (${forwardable('OLD')}) AND ${forwardable('NEW')} BEGIN
    INSERT OR IGNORE INTO relay_queue VALUES (NEW.row);
  END;
  DROP TRIGGER IF EXISTS relay_erased;
  CREATE TRIGGER relay_erased AFTER DELETE ON hits BEGIN
    INSERT INTO relay_totals SELECT 'erased', 1 FROM relay_queue WHERE hit = OLD.row
      ON CONFLICT DO UPDATE SET count = count + 1;
    DELETE FROM relay_queue WHERE hit = OLD.row;
    DELETE FROM relay_dead WHERE hit = OLD.row;
  END;
`

/**
 * What Brevo can take: an accepted event whose contact is known, by e-mail or by what a server named it with. Counts of
 * losses are for the collector alone.
 */
function forwardable(row: string): string {
  const isNamed = `(${row}.email IS NOT NULL OR json_extract(${row}.body, '$.identifiers') IS NOT NULL)`
  return `${row}.code IS NULL AND ${isNamed} AND json_extract(${row}.body, '$.sib_type') <> 'dropped'`
}

/**
 * Prepares a database for the relay. What is stored already goes into the queue the first time; from then on the queue
 * fills whether something is forwarded or not, so that a collector which ran without `--forward` for a while catches up.
 */
export function prepareRelay(db: Database): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    db.exec(`${isPrepared(db) ? '' : schema}${triggers}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** Whether a database was ever prepared for the relay. */
export function isPrepared(db: Database): boolean {
  return db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'relay_queue'").get([]) !== undefined
}
