/**
 * The steps that make the tables, in order: each brings a database from the version that is its place in this list to the
 * next. Databases in use have run them as they stand here, so a change of the tables is a new step, never an edit.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE hits (
    row INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    via TEXT NOT NULL,
    encoding TEXT NOT NULL,
    key TEXT NOT NULL,
    id TEXT NOT NULL,
    cuid TEXT,
    email TEXT,
    code TEXT,
    message TEXT,
    sent REAL,
    body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX hits_once ON hits (key, id) WHERE code IS NULL;
  CREATE INDEX hits_anonymous ON hits (key, cuid) WHERE code IS NULL AND email IS NULL;
  CREATE TABLE visitors (
    key TEXT NOT NULL,
    cuid TEXT NOT NULL,
    email TEXT NOT NULL,
    identified_at REAL NOT NULL,
    PRIMARY KEY (key, cuid)
  ) WITHOUT ROWID;
  CREATE TABLE totals (name TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE drops (reason TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
  `,
  // E-mails are compared without regard to case: people write the same one in several ways.
  `
  CREATE TABLE attributes (
    email TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    changed_at REAL NOT NULL,
    PRIMARY KEY (email, name)
  ) WITHOUT ROWID;
  CREATE TABLE tombstones (
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    erased_at INTEGER NOT NULL,
    PRIMARY KEY (kind, hash)
  ) WITHOUT ROWID;
  CREATE TABLE spent_ids (
    key TEXT NOT NULL,
    id TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (key, id)
  ) WITHOUT ROWID;
  CREATE INDEX spent_ids_by_age ON spent_ids (received_at);
  CREATE INDEX hits_rejected ON hits (received_at) WHERE code IS NOT NULL;
  `,
  // Names of contacts, and the order in which v3 lists events; both keep SQLite from reading all hits.
  `
  CREATE TABLE contacts (id INTEGER PRIMARY KEY, is_given INTEGER NOT NULL);
  CREATE INDEX contacts_numbered ON contacts (id) WHERE is_given = 0;
  CREATE TABLE contact_keys (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    contact INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX contact_keys_once ON contact_keys (contact, kind);
  CREATE UNIQUE INDEX contact_emails ON contact_keys (value COLLATE NOCASE) WHERE kind = 'email_id';
  CREATE INDEX hits_custom_events ON hits ((
    CASE
      WHEN abs(coalesce(body ->> 'ts', 9e15)) > 8.64e15 THEN received_at
      WHEN substr(via, 1, 4) = '/v3/' THEN body ->> 'ts'
      WHEN sent IS NULL OR abs(sent) > 8.64e15 THEN received_at
      ELSE received_at - max(0, sent - (body ->> 'ts'))
    END
  )) WHERE code IS NULL AND body ->> 'sib_type' = 'track';
  `,
  // An index over JSON costs each hit as much as the rest of it: when a custom event happened has a column of its own.
  `
  ALTER TABLE hits ADD COLUMN event_at REAL;
  UPDATE hits SET event_at = CASE
      WHEN abs(coalesce(body ->> 'ts', 9e15)) > 8.64e15 THEN received_at
      WHEN substr(via, 1, 4) = '/v3/' THEN body ->> 'ts'
      WHEN sent IS NULL OR abs(sent) > 8.64e15 THEN received_at
      ELSE max(0, received_at - max(0, sent - (body ->> 'ts')))
    END
    WHERE code IS NULL AND body ->> 'sib_type' = 'track';
  DROP INDEX hits_custom_events;
  CREATE INDEX hits_custom_events ON hits (event_at) WHERE event_at IS NOT NULL;
  `,
  // Attributes that an event from the future has set could never be changed.
  'UPDATE attributes SET changed_at = unixepoch() * 1000 WHERE changed_at > unixepoch() * 1000;',
  // Who an event is about that names its contact, so that it is found once the contact's e-mail is known.
  `
  ALTER TABLE hits ADD COLUMN contact INTEGER;
  UPDATE hits SET contact = body ->> 'contact' WHERE code IS NULL AND body ->> 'contact' IS NOT NULL;
  UPDATE hits SET email = (SELECT value FROM contact_keys WHERE kind = 'email_id' AND contact_keys.contact = hits.contact)
    WHERE contact IS NOT NULL AND email IS NULL;
  CREATE INDEX hits_unnamed ON hits (contact) WHERE contact IS NOT NULL AND email IS NULL;
  `,
  // What those events said of their contacts, as if the e-mail had been known; the newest word holds. Which attributes an
  // account has beside the standard ones is a setting, of which no more is known here than that a contact has one.
  `
  INSERT INTO attributes (email, name, value, changed_at)
  SELECT email, upper(said.key),
    CASE said.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE iif(said.value = '', 'null', json_quote(said.value)) END,
    min(event_at, received_at)
  FROM hits, json_each(body, '$.properties') AS said
  WHERE contact IS NOT NULL AND email IS NOT NULL AND said.type IN ('text', 'integer', 'real', 'true', 'false')
    AND (upper(said.key) IN ('FIRSTNAME', 'LASTNAME', 'SMS', 'EXT_ID', 'WHATSAPP', 'LANDLINE_NUMBER')
      OR upper(said.key) IN (SELECT name FROM attributes))
  ORDER BY row, said.id
  ON CONFLICT DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at WHERE excluded.changed_at >= changed_at;
  `,
  // A row that is erased must not give its number to the next one: whoever has it under way would settle the wrong event. The
  // rows themselves stay as they are, so their table need not be written anew (sqlite.org/lang_altertable.html, 7).
  `
  CREATE TABLE numbered (row INTEGER PRIMARY KEY AUTOINCREMENT);
  DROP TABLE numbered;
  INSERT INTO sqlite_sequence SELECT 'hits', ifnull(max(row), 0) FROM hits;
  PRAGMA writable_schema = ON;
  UPDATE sqlite_master SET sql = replace(sql, 'row INTEGER PRIMARY KEY', 'row INTEGER PRIMARY KEY AUTOINCREMENT') WHERE name = 'hits';
  PRAGMA writable_schema = RESET;
  `,
  // Reasons of lost events that clients have invented: the commonest are enough.
  `
  INSERT INTO drops SELECT 'other', min(total(min(count, 9007199254740991)), 9007199254740991) FROM drops WHERE NOT (
    reason IN ('other', 'queue', 'invalid_parameter', 'too_large', 'consent_denied', 'before_send', 'overflow', 'expired', 'duplicate_request')
    OR reason IN (SELECT reason FROM drops WHERE reason <> 'other' ORDER BY count DESC, reason LIMIT 64)
  ) HAVING count(*) > 0 ON CONFLICT DO UPDATE SET count = count + excluded.count;
  DELETE FROM drops WHERE NOT (
    reason IN ('other', 'queue', 'invalid_parameter', 'too_large', 'consent_denied', 'before_send', 'overflow', 'expired', 'duplicate_request')
    OR reason IN (SELECT reason FROM drops WHERE reason <> 'other' ORDER BY count DESC, reason LIMIT 64)
  );
  `,
  // Whose rows without an e-mail are still to become a contact's: a visitor's, or those about a contact who has got another number.
  `
  CREATE TABLE attachments (
    number INTEGER PRIMARY KEY,
    key TEXT,
    cuid TEXT,
    contact INTEGER,
    into_contact INTEGER,
    email TEXT NOT NULL
  );
  CREATE UNIQUE INDEX attachments_of_visitors ON attachments (key, cuid) WHERE cuid IS NOT NULL;
  CREATE UNIQUE INDEX attachments_of_contacts ON attachments (contact) WHERE contact IS NOT NULL;
  `,
]
