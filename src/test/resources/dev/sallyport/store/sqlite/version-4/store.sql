-- A store as version 4 of the tables had it: their definitions, and a little of everything.
BEGIN TRANSACTION;
CREATE TABLE api_keys (
  id          TEXT    NOT NULL PRIMARY KEY,
  secret_hash TEXT    NOT NULL CHECK (length(secret_hash) = 64),
  principal   TEXT    NOT NULL,
  kind        TEXT    NOT NULL CHECK (kind IN ('agent', 'service', 'person')),
  roles       TEXT    NOT NULL CHECK (json_valid(roles)),
  targets     TEXT    NOT NULL CHECK (json_valid(targets)),
  created_at  INTEGER NOT NULL,
  revoked_at  INTEGER
) STRICT;
INSERT INTO "api_keys" VALUES('0123456789abcdef','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','ada','agent','["requester"]','["blog"]',1795651200000,NULL);
CREATE TABLE approvals (
  id         INTEGER PRIMARY KEY,
  change_id  TEXT    NOT NULL REFERENCES changes (id),
  principal  TEXT    NOT NULL,
  verdict    TEXT    NOT NULL CHECK (verdict IN ('approved', 'rejected')),
  plan_hash  TEXT    NOT NULL CHECK (length(plan_hash) = 71),
  base       TEXT    NOT NULL,
  requester  TEXT    NOT NULL,
  policy     TEXT    NOT NULL CHECK (length(policy) BETWEEN 1 AND 200),
  reason     TEXT             CHECK (length(reason) BETWEEN 1 AND 1000),
  decided_at INTEGER NOT NULL,
  UNIQUE (change_id, plan_hash, policy, principal),
  CHECK (principal <> requester),
  CHECK (verdict = 'approved' OR reason IS NOT NULL)
) STRICT;
CREATE TABLE audit_head (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL,
  hash     TEXT    NOT NULL CHECK (length(hash) = 64),
  seal     TEXT    NOT NULL
) STRICT;
INSERT INTO "audit_head" VALUES(1,23,'f9b74cfd5072b36bd94a5082e792f1c95af17e7107c90c33cc639c421ec90af9','d807a5047baca1d3242c624b56b0f3730dae56d2853be9ce9ab2865372e3396a');
CREATE TABLE audit_records (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
  body     TEXT    NOT NULL,
  previous TEXT    NOT NULL CHECK (length(previous) = 64),
  hash     TEXT    NOT NULL CHECK (length(hash) = 64),
  seal     TEXT    NOT NULL CHECK (length(seal) = 64)
) STRICT;
INSERT INTO "audit_records" VALUES(1,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"key.created","principal":"ada","sequence":1,"target":"blog","traceId":"e9b4a23ae6b304d96bdc8b47d9d5115f"}','0000000000000000000000000000000000000000000000000000000000000000','ca07092b48229fb002a619df9ecc5f2aca207e23f0fe2018cc708605274e9745','d45540e6ab557627d4ad42fec49729a553ad7e45b918479cb393d67fbea01b1b');
INSERT INTO "audit_records" VALUES(2,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"change.previewed","principal":"ada","sequence":2,"target":"blog","traceId":"05a4ca806ba7e4acf0a55d1f9c28f779"}','ca07092b48229fb002a619df9ecc5f2aca207e23f0fe2018cc708605274e9745','be75be6427c8a2e3993ea7158da68f6d209312fe192cce6b7fcb7c268467ff8f','7d83bc874d9170559791a45c56ec13f7f6e6dd9071e01fd61c80fbcb20a4ce6d');
INSERT INTO "audit_records" VALUES(3,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.minted","principal":"ada","sequence":3,"target":"blog","traceId":"efeed7610bb57a7b8bd670e6ef2fb695"}','be75be6427c8a2e3993ea7158da68f6d209312fe192cce6b7fcb7c268467ff8f','2e3355814b05f01952c225abe9d5b01927c2a96bbf0683169137c04b5ca72928','52daa8d8d90d02e254c0358d727f607390417ceb093f2d65e022262d61b6b508');
INSERT INTO "audit_records" VALUES(4,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"change.previewed","principal":"ada","sequence":4,"target":"blog","traceId":"9439966a515dfb01b98093baf0765b8d"}','2e3355814b05f01952c225abe9d5b01927c2a96bbf0683169137c04b5ca72928','64631ef00e5c2b07ae00fc8de83652cca29317bd9dbe30d338dece67485a0377','1e66bbbbecaf1953453eef39a57b55c98c56b659a214e94d4e248c571b173679');
INSERT INTO "audit_records" VALUES(5,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.minted","principal":"ada","sequence":5,"target":"blog","traceId":"c4ec58dbb698ddbcf5e42936ecb06ba1"}','64631ef00e5c2b07ae00fc8de83652cca29317bd9dbe30d338dece67485a0377','178861583e20c32ab669d53fc5b03acee2bca856b69187951273da3febd663e2','cffb61a7c30e1b327b1d6f5273d50d1359118ca1d225d37eaafd03994e8e866a');
INSERT INTO "audit_records" VALUES(6,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.started","principal":"ada","sequence":6,"target":"blog","traceId":"dcf1a0e251c589146da39030156e346a"}','178861583e20c32ab669d53fc5b03acee2bca856b69187951273da3febd663e2','5632e756cd90b1398980e00e891c02525d8c29e164f1f0eb3aa36284e77cfe10','0096dbcb8ef4e72165f01b845e2218b5997c3a4a447da777ceaee8b2367c1550');
INSERT INTO "audit_records" VALUES(7,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.used","principal":"ada","sequence":7,"target":"blog","traceId":"874637a49a649efe9d5c5c7bb1eca890"}','5632e756cd90b1398980e00e891c02525d8c29e164f1f0eb3aa36284e77cfe10','b7ed54934e0fcc6563fbd30534907091dc803f60a546d8bd40545960213de6e9','1c11f8a057cfed635c8bf08c61e1415a288af8f7832c3dd0df71a11f02bca6c9');
INSERT INTO "audit_records" VALUES(8,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.finished","principal":"ada","sequence":8,"target":"blog","traceId":"b521e43496970f69c606bdf72068b355"}','b7ed54934e0fcc6563fbd30534907091dc803f60a546d8bd40545960213de6e9','740178a8b9e1c84f621d886b7b46d8446457356263c49795fa3c5becff7ad1f4','489d1dbeaf122053e77337d99a3578371b4105b794826db87f1437c5b5b8a98d');
INSERT INTO "audit_records" VALUES(9,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"change.previewed","principal":"ada","sequence":9,"target":"blog","traceId":"c68010cc3dbb55def460e0e15e9e307a"}','740178a8b9e1c84f621d886b7b46d8446457356263c49795fa3c5becff7ad1f4','c44e8a0d8e907a6aae5d56e06a7cdfc3254c4fc6dd643f7a9f50f13c74277229','7e273e40491a211da073678ca6e1b3863700214220811ea36cd3818554214a78');
INSERT INTO "audit_records" VALUES(10,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.minted","principal":"ada","sequence":10,"target":"blog","traceId":"cdaed44e25ed21732c196e250bdd625e"}','c44e8a0d8e907a6aae5d56e06a7cdfc3254c4fc6dd643f7a9f50f13c74277229','6f77a60e0fba24e494a0d021456220e65156a70a2df5742a6200d9ae8aee9ba3','49941b476e2ceb334649fbf6fc6fc8f4d2db5529c375fb1df68e4e3e67149ff4');
INSERT INTO "audit_records" VALUES(11,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.started","principal":"ada","sequence":11,"target":"blog","traceId":"3974c1f5a688621ca8f2fb7512e9f244"}','6f77a60e0fba24e494a0d021456220e65156a70a2df5742a6200d9ae8aee9ba3','57c29a0c68cb8a57178bc322802beb0b3bcc55a5cdd5a2b64e0d4d6257551cf8','501598f02a5a8ddb16baec1609ce9d448657f8df173e497d476a8369ebd6cbaf');
INSERT INTO "audit_records" VALUES(12,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.used","principal":"ada","sequence":12,"target":"blog","traceId":"9d991a20bd1c6e49a340f871938dd28e"}','57c29a0c68cb8a57178bc322802beb0b3bcc55a5cdd5a2b64e0d4d6257551cf8','4f46e21dc94539c87e211a0887dd8d2e17ff5627be7ea0d29fa66f7ea2c10f5d','0fbdc6366faa4e2a96bc32dd6c47b17a5b35b1b85420a2f64b8f57a7204a58d9');
INSERT INTO "audit_records" VALUES(13,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.finished","principal":"ada","sequence":13,"target":"blog","traceId":"59b32e93ea03ccfb4af4518439581257"}','4f46e21dc94539c87e211a0887dd8d2e17ff5627be7ea0d29fa66f7ea2c10f5d','3ab791a0109be26e2f8f92bc42a4fdf77a2fd94bfe7b740887ebaaa97141c6c3','4021fb281475fee028bc536804a6277bcda496fb7e7586f915828ed56edbc4e3');
INSERT INTO "audit_records" VALUES(14,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.started","principal":"ada","sequence":14,"target":"blog","traceId":"2b7cb42242aaeffaf8ab394b4f40ca19"}','3ab791a0109be26e2f8f92bc42a4fdf77a2fd94bfe7b740887ebaaa97141c6c3','3185bf5f06b188d8a73563d7a02a898867847731fd0d3157d44e1e348404c401','406855aaa6305baefcf3c3187ec928a6d91d7eef6883df6c538651e7a9375be7');
INSERT INTO "audit_records" VALUES(15,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.used","principal":"ada","sequence":15,"target":"blog","traceId":"047a9f766a60f536dccced13b33175f8"}','3185bf5f06b188d8a73563d7a02a898867847731fd0d3157d44e1e348404c401','92b8ca0369d24177506fb07ebde9f65fbbc478ef07e6811c1b9e0ff5aa05a21d','4bd723f99e71d910019e570e712532b572710b992e5b36584f7d04b38c58f0f9');
INSERT INTO "audit_records" VALUES(16,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.finished","principal":"ada","sequence":16,"target":"blog","traceId":"bdf42c5af4b28d214f72928f66b1e5e7"}','92b8ca0369d24177506fb07ebde9f65fbbc478ef07e6811c1b9e0ff5aa05a21d','0b4963e841388dbcd59c32c2aef2c10b50f8b4ce36dc97d184ae842d128a8b4e','b82df48eaab2ff2e9da1b30370254b7589e41d41fee43188d7f09758d7f9b9c4');
INSERT INTO "audit_records" VALUES(17,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"change.previewed","principal":"ada","sequence":17,"target":"blog","traceId":"5e0105d573394e801b4bc025bf9f7937"}','0b4963e841388dbcd59c32c2aef2c10b50f8b4ce36dc97d184ae842d128a8b4e','204bc3bc9941e0538ce2beabec4fe1ab43eea81973d658390cb8e97d94a0cbc8','84d74211fa8ecde624ec3111899764bfed49c92baf8ede390075f497686d4b5f');
INSERT INTO "audit_records" VALUES(18,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.minted","principal":"ada","sequence":18,"target":"blog","traceId":"b1545c3e7dfd8d64c4f641111262f4de"}','204bc3bc9941e0538ce2beabec4fe1ab43eea81973d658390cb8e97d94a0cbc8','7b429834598334430dfbc5d98e53d6c5853d7a6ade316b0640abb08e1923ec79','6f7a8947e104cf3b967e1bd23d8c1892ecca2d0f58a37543e1267c9cf543cd88');
INSERT INTO "audit_records" VALUES(19,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.started","principal":"ada","sequence":19,"target":"blog","traceId":"6db11e828ab5f7076194e66636bfa13d"}','7b429834598334430dfbc5d98e53d6c5853d7a6ade316b0640abb08e1923ec79','ac96422b832d125bfc1f7a6617ed09ca066a1043e42217e1ad743fa884c31c5f','bff86bc498565813d7a2a8235c29e20513b297add4a36a2bf0c4c6f4b890e0de');
INSERT INTO "audit_records" VALUES(20,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"token.used","principal":"ada","sequence":20,"target":"blog","traceId":"8141ddceef1e2fa94066b6d541e0c9b5"}','ac96422b832d125bfc1f7a6617ed09ca066a1043e42217e1ad743fa884c31c5f','045b52e9b148ac5a63055f7dabd237b83ff9f15bf32889e4b44b8a046dd126ad','f4ca063dfba658f224004d005294400c1acc469f64c00f4454553694ffc6f34d');
INSERT INTO "audit_records" VALUES(21,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"execution.finished","principal":"ada","sequence":21,"target":"blog","traceId":"64245bb09744eefb6c21e4c6636b15d8"}','045b52e9b148ac5a63055f7dabd237b83ff9f15bf32889e4b44b8a046dd126ad','462f8a3f4247d8e7e3047843262f7783d0327d90608942c773fca9f97db2f17d','efe111b4eb945f899805ced6e67866d72a1102ddc1387e3a27dfe0d8eae8c67b');
INSERT INTO "audit_records" VALUES(22,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"change.previewed","principal":"ada","sequence":22,"target":"blog","traceId":"55cc7e187d78d17f304408ea173f1fba"}','462f8a3f4247d8e7e3047843262f7783d0327d90608942c773fca9f97db2f17d','32b9335b0c6323bc14fb01d541e46dcbbb71c44bc9a9e209d5f3b96d73607d40','5dd536d1326394f7de2eccc331c1f52a94b19fc2609c6451273e8d513304a4c7');
INSERT INTO "audit_records" VALUES(23,'{"at":"2026-11-26T00:00:00.000Z","details":{"n":1},"event":"freeze.set","principal":"ada","sequence":23,"target":"blog","traceId":"a6da8a53f6f5c098c736e42350e8d56d"}','32b9335b0c6323bc14fb01d541e46dcbbb71c44bc9a9e209d5f3b96d73607d40','f9b74cfd5072b36bd94a5082e792f1c95af17e7107c90c33cc639c421ec90af9','bb0f9549e2c96ed05ad730386f8d89edc19b0b1d0cfed619e002425005123854');
CREATE TABLE changes (
  id              TEXT    NOT NULL PRIMARY KEY,
  requester       TEXT    NOT NULL,
  target          TEXT    NOT NULL,
  idempotency_key TEXT    NOT NULL,
  command         TEXT    NOT NULL,
  actor           TEXT,
  state           TEXT    NOT NULL CHECK (state IN (
    'awaiting_approval', 'awaiting_confirmation', 'applying', 'applied', 'apply_failed',
    'deploying', 'deployed', 'deploy_failed', 'rolling_back', 'rolled_back', 'rollback_failed',
    'unknown', 'stale', 'expired', 'rejected', 'cancelled')),
  declared        TEXT             CHECK (declared IN ('low', 'medium', 'high')),
  assessed        TEXT    NOT NULL CHECK (assessed IN ('low', 'medium', 'high')),
  reversibility   TEXT    NOT NULL CHECK (reversibility IN (
    'read-only', 'reversible', 'externally-reversible', 'irreversible')),
  reasons         TEXT    NOT NULL CHECK (json_valid(reasons)),
  execution_id    TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;
INSERT INTO "changes" VALUES('chg_01m8ajds00fseqbrhhd9ztqnhe','ada','blog','key-009632b20fed0492','Change the headline, Ünïcödé and all','"docs-bot"','awaiting_confirmation','low','medium','externally-reversible','["why"]','exe_01m8ajds00wnxw2metk0vdmzt6',1795651200000,1795651200000);
INSERT INTO "changes" VALUES('chg_01m8ajds004p4wh3zwhx4kwgqz','ada','blog','key-de17a418d6bf787b','Change the headline, Ünïcödé and all','"docs-bot"','applied','low','medium','externally-reversible','["why"]','exe_01m8ajds00attvcrrz6zazwzf5',1795651200000,1795651200000);
INSERT INTO "changes" VALUES('chg_01m8ajds00k72mmgtsa6asvt6a','ada','blog','key-4b920e0530daa7b6','Change the headline, Ünïcödé and all','"docs-bot"','deployed','low','medium','externally-reversible','["why"]','exe_01m8ajds00aygpmk4504pdy8c4',1795651200000,1795651200000);
INSERT INTO "changes" VALUES('chg_01m8ajds00fswmxgkvt54cx5gw','ada','blog','key-ea011a0a54300ee3','Change the headline, Ünïcödé and all','"docs-bot"','apply_failed','low','medium','externally-reversible','["why"]','exe_01m8ajds0097qt1cc6w2ex7wtz',1795651200000,1795651200000);
INSERT INTO "changes" VALUES('chg_01m8ajds00mmd2exzj0yz8pqrg','ada','blog','key-58d75cfb69febd63','Change the headline, Ünïcödé and all','"docs-bot"','awaiting_approval','low','medium','externally-reversible','["why"]','exe_01m8ajds00xepjxn2r461e61nw',1795651200000,1795651200000);
CREATE TABLE confirm_tokens (
  id          INTEGER PRIMARY KEY,
  token_hash  TEXT    NOT NULL UNIQUE CHECK (length(token_hash) = 64),
  change_id   TEXT    NOT NULL REFERENCES changes (id),
  claims      TEXT    NOT NULL,
  issued_at   INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL CHECK (expires_at > issued_at),
  used_at     INTEGER,
  deployed_at INTEGER CHECK (deployed_at IS NULL OR used_at IS NOT NULL),
  voided_at   INTEGER,
  lapsed_at   INTEGER CHECK (lapsed_at IS NULL OR used_at IS NULL)
) STRICT;
INSERT INTO "confirm_tokens" VALUES(1,'e22eac7745890fe79be8415d8ee4dd3afd2edf5a22dad41978a07bbe59fa02ae','chg_01m8ajds00fseqbrhhd9ztqnhe','header.payload',1795651200000,1795651800000,NULL,NULL,NULL,NULL);
INSERT INTO "confirm_tokens" VALUES(2,'f7daf51d0f900fc240f91ed84dde55b9053db171b5d4e7e68833d148364d56f7','chg_01m8ajds004p4wh3zwhx4kwgqz','header.payload',1795651200000,1795651800000,1795651200000,NULL,NULL,NULL);
INSERT INTO "confirm_tokens" VALUES(3,'a04eeb2e86e98f584d7e57768675c6c66d690b4bc838ceef2672faaec70b7881','chg_01m8ajds00k72mmgtsa6asvt6a','header.payload',1795651200000,1795651800000,1795651200000,1795651200000,NULL,NULL);
INSERT INTO "confirm_tokens" VALUES(4,'f58d0e4f010884276610d0ed8e23e52ea9a7c109be0bd63c5428ce07e0be7566','chg_01m8ajds00fswmxgkvt54cx5gw','header.payload',1795651200000,1795651800000,1795651200000,NULL,NULL,NULL);
CREATE TABLE execution_output (
  execution_id TEXT    NOT NULL,
  seq          INTEGER NOT NULL CHECK (seq > 0),
  at           INTEGER NOT NULL,
  channel      TEXT    NOT NULL CHECK (channel IN ('note', 'stdout', 'stderr', 'progress')),
  text         TEXT    NOT NULL CHECK (length(text) <= 8192),
  PRIMARY KEY (execution_id, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "execution_output" VALUES('exe_01m8ajds0097qt1cc6w2ex7wtz',1,1795651200000,'note','It did not go');
CREATE TABLE executions (
  id              TEXT    NOT NULL PRIMARY KEY,
  change_id       TEXT    NOT NULL REFERENCES changes (id),
  target          TEXT    NOT NULL,
  principal       TEXT    NOT NULL,
  action          TEXT    NOT NULL CHECK (action IN ('apply', 'deploy', 'rollback', 'auto')),
  idempotency_key TEXT    NOT NULL,
  state           TEXT    NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'unknown')),
  gate_id         TEXT    NOT NULL,
  fence           INTEGER NOT NULL CHECK (fence > 0),
  detail          TEXT,
  output          TEXT    NOT NULL CHECK (json_valid(output)),
  trace_id        TEXT    NOT NULL,
  echo            TEXT    NOT NULL,
  started_at      INTEGER NOT NULL,
  ended_at        INTEGER, stop TEXT CHECK (stop IN ('cancelled', 'frozen')),
  CHECK ((state = 'running') = (ended_at IS NULL))
) STRICT;
INSERT INTO "executions" VALUES('exe_01m8ajds00attvcrrz6zazwzf5','chg_01m8ajds004p4wh3zwhx4kwgqz','blog','ada','apply','key-de17a418d6bf787b','succeeded','999f42ad27097ec894313ddf6ba89793',1,NULL,'{"commit":"c0ffee"}','431c0ff4b78371af76dac8b7e8de50e3','{"action":"apply"}',1795651200000,1795651200000,NULL);
INSERT INTO "executions" VALUES('exe_01m8ajds00aygpmk4504pdy8c4','chg_01m8ajds00k72mmgtsa6asvt6a','blog','ada','apply','key-4b920e0530daa7b6','succeeded','999f42ad27097ec894313ddf6ba89793',2,NULL,'{"commit":"c0ffee"}','e7b39457c1de57a20d6b7f85550c4740','{"action":"apply"}',1795651200000,1795651200000,NULL);
INSERT INTO "executions" VALUES('exe_01m8ajds009j401tc100dewk1t','chg_01m8ajds00k72mmgtsa6asvt6a','blog','ada','deploy','key-4b920e0530daa7b6','succeeded','999f42ad27097ec894313ddf6ba89793',3,NULL,'{"commit":"c0ffee"}','061c59723f8f4563f4eb628cb1a557fc','{"action":"apply"}',1795651200000,1795651200000,NULL);
INSERT INTO "executions" VALUES('exe_01m8ajds0097qt1cc6w2ex7wtz','chg_01m8ajds00fswmxgkvt54cx5gw','blog','ada','apply','key-ea011a0a54300ee3','failed','999f42ad27097ec894313ddf6ba89793',4,'why','{"commit":"c0ffee"}','be013396a60d1782c3100e969af874b3','{"action":"apply"}',1795651200000,1795651200000,NULL);
CREATE TABLE "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO "flyway_schema_history" VALUES(1,'1','store','SQL','V1__store.sql',-1490025517,'','2026-11-26 01:47:32.874',195,1);
INSERT INTO "flyway_schema_history" VALUES(2,'2','rate limits','SQL','V2__rate_limits.sql',349076718,'','2026-11-26 01:47:33.021',33,1);
INSERT INTO "flyway_schema_history" VALUES(3,'3','approvals','SQL','V3__approvals.sql',1108961139,'','2026-11-26 01:47:33.050',3,1);
INSERT INTO "flyway_schema_history" VALUES(4,'4','runs','SQL','V4__runs.sql',2019504082,'','2026-11-26 01:47:33.081',2,1);
CREATE TABLE freezes (
  id        INTEGER PRIMARY KEY,
  target    TEXT    NOT NULL CHECK (length(target) BETWEEN 1 AND 64),
  reason    TEXT    NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  set_by    TEXT    NOT NULL,
  set_at    INTEGER NOT NULL,
  lifted_by TEXT,
  lifted_at INTEGER,
  CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
) STRICT;
INSERT INTO "freezes" VALUES(1,'shop','A holiday','ada',1795651200000,NULL,NULL);
CREATE TABLE gates (
  id          TEXT    NOT NULL PRIMARY KEY,
  started_at  INTEGER NOT NULL,
  alive_until INTEGER NOT NULL
) STRICT;
CREATE TABLE leases (
  target       TEXT    NOT NULL PRIMARY KEY,
  fence        INTEGER NOT NULL CHECK (fence > 0),
  execution_id TEXT,
  since        INTEGER,
  CHECK ((execution_id IS NULL) = (since IS NULL))
) STRICT;
INSERT INTO "leases" VALUES('blog',4,NULL,NULL);
CREATE TABLE limit_windows (
  subject          TEXT    NOT NULL CHECK (length(subject) BETWEEN 1 AND 128),
  scope            TEXT    NOT NULL CHECK (scope IN ('principal', 'address')),
  policy           TEXT    NOT NULL CHECK (length(policy) BETWEEN 1 AND 200),
  -- From when on the row changes no decision any more; rounded up, so that its index seldom changes.
  idle_at          INTEGER NOT NULL,
  -- Grows with every change. A change is made only to the version that it was computed from.
  version          INTEGER NOT NULL,
  block_level      INTEGER CHECK (block_level BETWEEN 1 AND 28),
  block_started_at INTEGER,
  block_until      INTEGER CHECK (block_until >= block_started_at),
  -- The times of the events, oldest first, eight bytes each, big endian; at most 100,000.
  events           BLOB    NOT NULL CHECK (length(events) % 8 = 0 AND length(events) <= 8000000),
  PRIMARY KEY (subject, scope, policy),
  CHECK ((block_level IS NULL) = (block_until IS NULL)
     AND (block_level IS NULL) = (block_started_at IS NULL))
) STRICT;
INSERT INTO "limit_windows" VALUES('heavy','principal','ada',1795654800000,1,NULL,NULL,NULL,X'000001A21526E400');
CREATE TABLE plans (
  change_id TEXT NOT NULL PRIMARY KEY REFERENCES changes (id),
  operation TEXT NOT NULL CHECK (operation IN ('change', 'rollback')),
  hash      TEXT NOT NULL CHECK (length(hash) = 71),
  base      TEXT NOT NULL,
  summary   TEXT NOT NULL,
  diff      TEXT NOT NULL,
  stats     TEXT NOT NULL CHECK (json_valid(stats)),
  material  TEXT NOT NULL CHECK (json_valid(material))
) STRICT;
INSERT INTO "plans" VALUES('chg_01m8ajds00fseqbrhhd9ztqnhe','change','sha256:3660beba38534dcba873d6d8a56f350f6d5445d4e06433b929019fa816cce40c','base-1','1 file changed','--- a
+++ b
','{"files":1}','{"commit":"c0ffee"}');
INSERT INTO "plans" VALUES('chg_01m8ajds004p4wh3zwhx4kwgqz','change','sha256:496db89f71c33e59bb96365e3c895ae5239eae3e87325fa8a47144a18c4f6b38','base-1','1 file changed','--- a
+++ b
','{"files":1}','{"commit":"c0ffee"}');
INSERT INTO "plans" VALUES('chg_01m8ajds00k72mmgtsa6asvt6a','change','sha256:2b369ecaa5fdf6dc37ecce81bcf1eb15835e5bba550b81c93fd7848593943c14','base-1','1 file changed','--- a
+++ b
','{"files":1}','{"commit":"c0ffee"}');
INSERT INTO "plans" VALUES('chg_01m8ajds00fswmxgkvt54cx5gw','change','sha256:f4bf2b457e463afd501be6995493b1fdff2d076e89f155d990d632cf3582a9c0','base-1','1 file changed','--- a
+++ b
','{"files":1}','{"commit":"c0ffee"}');
INSERT INTO "plans" VALUES('chg_01m8ajds00mmd2exzj0yz8pqrg','change','sha256:41fb9fb0e09eb71629575f465b635a63d25a46b0685e99c06b1a785ae6578fb7','base-1','1 file changed','--- a
+++ b
','{"files":1}','{"commit":"c0ffee"}');
CREATE TABLE requests (
  id              INTEGER PRIMARY KEY,
  principal       TEXT    NOT NULL,
  target          TEXT    NOT NULL,
  action          TEXT    NOT NULL CHECK (action IN ('preview', 'apply', 'deploy', 'rollback', 'auto')),
  idempotency_key TEXT    NOT NULL,
  fingerprint     TEXT    NOT NULL CHECK (length(fingerprint) = 64),
  claim           INTEGER NOT NULL,
  gate_id         TEXT    NOT NULL,
  claimed_at      INTEGER NOT NULL,
  claimed_until   INTEGER,
  change_id       TEXT,
  execution_id    TEXT,
  status          INTEGER          CHECK (status BETWEEN 100 AND 599),
  body            TEXT,
  answered_at     INTEGER,
  UNIQUE (principal, target, action, idempotency_key),
  CHECK ((status IS NULL) = (body IS NULL) AND (status IS NULL) = (answered_at IS NULL)),
  CHECK ((execution_id IS NULL) = (action = 'preview')),
  CHECK ((claimed_until IS NULL) = (execution_id IS NOT NULL))
) STRICT;
INSERT INTO "requests" VALUES(1,'ada','blog','preview','key-009632b20fed0492','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',7459632962873134694,'999f42ad27097ec894313ddf6ba89793',1795651200000,1795651260000,'chg_01m8ajds00fseqbrhhd9ztqnhe',NULL,200,'{"confirmToken":null}',1795651200000);
INSERT INTO "requests" VALUES(2,'ada','blog','preview','key-de17a418d6bf787b','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',7400212687290353902,'999f42ad27097ec894313ddf6ba89793',1795651200000,1795651260000,'chg_01m8ajds004p4wh3zwhx4kwgqz',NULL,200,'{"confirmToken":null}',1795651200000);
INSERT INTO "requests" VALUES(3,'ada','blog','apply','key-de17a418d6bf787b','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',0,'999f42ad27097ec894313ddf6ba89793',1795651200000,NULL,'chg_01m8ajds004p4wh3zwhx4kwgqz','exe_01m8ajds00attvcrrz6zazwzf5',200,'{}',1795651200000);
INSERT INTO "requests" VALUES(4,'ada','blog','preview','key-4b920e0530daa7b6','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',8876314978419939709,'999f42ad27097ec894313ddf6ba89793',1795651200000,1795651260000,'chg_01m8ajds00k72mmgtsa6asvt6a',NULL,200,'{"confirmToken":null}',1795651200000);
INSERT INTO "requests" VALUES(5,'ada','blog','apply','key-4b920e0530daa7b6','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',0,'999f42ad27097ec894313ddf6ba89793',1795651200000,NULL,'chg_01m8ajds00k72mmgtsa6asvt6a','exe_01m8ajds00aygpmk4504pdy8c4',200,'{}',1795651200000);
INSERT INTO "requests" VALUES(6,'ada','blog','deploy','key-4b920e0530daa7b6','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',0,'999f42ad27097ec894313ddf6ba89793',1795651200000,NULL,'chg_01m8ajds00k72mmgtsa6asvt6a','exe_01m8ajds009j401tc100dewk1t',200,'{}',1795651200000);
INSERT INTO "requests" VALUES(7,'ada','blog','preview','key-ea011a0a54300ee3','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',1473660444102914644,'999f42ad27097ec894313ddf6ba89793',1795651200000,1795651260000,'chg_01m8ajds00fswmxgkvt54cx5gw',NULL,200,'{"confirmToken":null}',1795651200000);
INSERT INTO "requests" VALUES(8,'ada','blog','apply','key-ea011a0a54300ee3','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',0,'999f42ad27097ec894313ddf6ba89793',1795651200000,NULL,'chg_01m8ajds00fswmxgkvt54cx5gw','exe_01m8ajds0097qt1cc6w2ex7wtz',500,'{}',1795651200000);
INSERT INTO "requests" VALUES(9,'ada','blog','preview','key-58d75cfb69febd63','ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',2323707378770126609,'999f42ad27097ec894313ddf6ba89793',1795651200000,1795651260000,'chg_01m8ajds00mmd2exzj0yz8pqrg',NULL,200,'{"confirmToken":null}',1795651200000);
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
CREATE INDEX changes_by_requester ON changes (requester, id);
CREATE INDEX changes_by_target ON changes (target, id);
CREATE INDEX changes_by_state ON changes (state, id);
CREATE INDEX confirm_tokens_by_change ON confirm_tokens (change_id, id);
CREATE INDEX confirm_tokens_waiting ON confirm_tokens (expires_at)
  WHERE used_at IS NULL AND voided_at IS NULL AND lapsed_at IS NULL;
CREATE INDEX requests_by_execution ON requests (execution_id) WHERE execution_id IS NOT NULL;
CREATE INDEX requests_by_age ON requests (coalesce(answered_at, claimed_at));
CREATE INDEX executions_by_change ON executions (change_id);
CREATE INDEX executions_open ON executions (state, id) WHERE state IN ('running', 'unknown');
CREATE INDEX leases_by_execution ON leases (execution_id) WHERE execution_id IS NOT NULL;
CREATE INDEX limit_windows_by_idle ON limit_windows (idle_at);
CREATE INDEX limit_windows_by_block ON limit_windows (block_until) WHERE block_until IS NOT NULL;
CREATE UNIQUE INDEX freezes_standing ON freezes (target) WHERE lifted_at IS NULL;
CREATE INDEX executions_by_start ON executions (started_at, id);
CREATE INDEX execution_output_by_age ON execution_output (at);
COMMIT;
