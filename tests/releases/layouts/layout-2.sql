BEGIN TRANSACTION;
CREATE TABLE airing (
  key INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  episode TEXT NOT NULL,
  series TEXT,
  season INTEGER,
  begins INTEGER NOT NULL,
  finishes INTEGER NOT NULL,
  on_air INTEGER NOT NULL,
  premiere INTEGER NOT NULL,
  showing TEXT NOT NULL
);
INSERT INTO "airing" VALUES(1,'city','missions/season-1/episode-1','missions',1,1496342400,1496343960,0,1,'{"premiere":"series"}');
INSERT INTO "airing" VALUES(2,'city','the-invented-film',NULL,NULL,1497988800,1497990360,0,0,'{}');
INSERT INTO "airing" VALUES(3,'city','missions/season-1/episode-3','missions',1,1497033600,1497035160,1,0,'{}');
INSERT INTO "airing" VALUES(4,'city','missions/season-1/episode-2','missions',1,1497585600,1497672000,0,0,'{}');
CREATE TABLE change (
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (number, position)
) WITHOUT ROWID;
INSERT INTO "change" VALUES(2,0,'{"kind":"moved","subject":"airing","id":"a4","title":"Missions S1 E2","before":{"channel":"city","date":"2017-06-15","starts":null,"ends":null},"after":{"channel":"city","date":"2017-06-16","starts":null,"ends":null}}');
INSERT INTO "change" VALUES(3,0,'{"kind":"cancelled","subject":"airing","id":"a2","title":"The Invented Film","before":{"channel":"city","date":"2017-06-20","starts":"2017-06-20T20:00:00Z","ends":"2017-06-20T20:26:00Z"},"after":{"channel":"city","date":"2017-06-20","starts":"2017-06-20T20:00:00Z","ends":"2017-06-20T20:26:00Z"}}');
CREATE TABLE entry (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  position INTEGER,  -- NULL: no source names it any more, but an airing that is gone does
  digest BLOB NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
INSERT INTO "entry" VALUES('bouquets','ocs',0,X'1E7402B60AD81D3157295B2658B60337','{"id":"ocs","name":"OCS","channels":["city","max"],"platforms":["go"]}');
INSERT INTO "entry" VALUES('channels','city',0,X'ABD010A27519BC5C6E33530AA7D78E7C','{"id":"city","name":"OCS City","zone":"Europe/Paris"}');
INSERT INTO "entry" VALUES('channels','far',2,X'CE337A87440E75BB0F782A29B1A94ECE','{"id":"far","name":"OCS Far","zone":"Europe/Paris"}');
INSERT INTO "entry" VALUES('channels','max',1,X'FA5ECD277129ACE10AD69502BDF12A19','{"id":"max","name":"OCS Max","zone":"Europe/Paris"}');
INSERT INTO "entry" VALUES('episodes','missions/season-1/episode-1',0,X'F7BBD9C22F420E19294129DD65E4CE0A','{"id":"missions/season-1/episode-1","series":"missions","season":1,"number":1,"title":{"wordings":[["fr","Ulysse"]]}}');
INSERT INTO "entry" VALUES('episodes','missions/season-1/episode-10',9,X'7C1A71A1AE41BCC651BE824B5D8D4673','{"id":"missions/season-1/episode-10","series":"missions","season":1,"number":10}');
INSERT INTO "entry" VALUES('episodes','missions/season-1/episode-2',1,X'61CA250737FBDCECCCC93331E390AF46','{"id":"missions/season-1/episode-2","series":"missions","season":1,"number":2}');
INSERT INTO "entry" VALUES('episodes','missions/season-1/episode-3',2,X'DC66930F9040AECD247C3B97775A1907','{"id":"missions/season-1/episode-3","series":"missions","season":1,"number":3}');
INSERT INTO "entry" VALUES('episodes','missions/season-1/episode-4',3,X'9AC0BA25DB2ED6A723F17D005F88B7BA','{"id":"missions/season-1/episode-4","series":"missions","season":1,"number":4}');
INSERT INTO "entry" VALUES('episodes','missions/season-1/episode-5',4,X'47583DB58A26B6644DE5F5616AF2C945','{"id":"missions/season-1/episode-5","series":"missions","season":1,"number":5}');
INSERT INTO "entry" VALUES('episodes','missions/season-1/episode-6',5,X'FD41D7ED5ECF4A93638F80922243DDA3','{"id":"missions/season-1/episode-6","series":"missions","season":1,"number":6}');
INSERT INTO "entry" VALUES('episodes','missions/season-1/episode-7',6,X'48486FC49B1A160E2BCB0992FC154162','{"id":"missions/season-1/episode-7","series":"missions","season":1,"number":7}');
INSERT INTO "entry" VALUES('episodes','missions/season-1/episode-8',7,X'1A7A6128A75B5A105A21B876760C989A','{"id":"missions/season-1/episode-8","series":"missions","season":1,"number":8}');
INSERT INTO "entry" VALUES('episodes','missions/season-1/episode-9',8,X'129D0EE1A31410E3DBE184674F718DE1','{"id":"missions/season-1/episode-9","series":"missions","season":1,"number":9}');
INSERT INTO "entry" VALUES('episodes','missions/season-2/episode-1',10,X'9D73279A6222A7188A683A86F6F011DE','{"id":"missions/season-2/episode-1","series":"missions","season":2,"number":1}');
INSERT INTO "entry" VALUES('episodes','missions/season-2/episode-10',19,X'DBB28DB9FCBF414BBAC8519ECF282090','{"id":"missions/season-2/episode-10","series":"missions","season":2,"number":10}');
INSERT INTO "entry" VALUES('episodes','missions/season-2/episode-2',11,X'13A81FEAC18B774949B3C95BE4879F83','{"id":"missions/season-2/episode-2","series":"missions","season":2,"number":2}');
INSERT INTO "entry" VALUES('episodes','missions/season-2/episode-3',12,X'6848033FCF121D002ED56DEE65B360F0','{"id":"missions/season-2/episode-3","series":"missions","season":2,"number":3}');
INSERT INTO "entry" VALUES('episodes','missions/season-2/episode-4',13,X'0103CDDC13A60E2E30D60332682D9CC0','{"id":"missions/season-2/episode-4","series":"missions","season":2,"number":4}');
INSERT INTO "entry" VALUES('episodes','missions/season-2/episode-5',14,X'E2D968677BFE7D6FF8ECF1FC23DB8274','{"id":"missions/season-2/episode-5","series":"missions","season":2,"number":5}');
INSERT INTO "entry" VALUES('episodes','missions/season-2/episode-6',15,X'2BFB99839B1F38FF06404D6B61132D7A','{"id":"missions/season-2/episode-6","series":"missions","season":2,"number":6}');
INSERT INTO "entry" VALUES('episodes','missions/season-2/episode-7',16,X'9920BB6D789744B3CD1F1B0E98FC7A7B','{"id":"missions/season-2/episode-7","series":"missions","season":2,"number":7}');
INSERT INTO "entry" VALUES('episodes','missions/season-2/episode-8',17,X'B56271522BA8248965EFDE10043959F2','{"id":"missions/season-2/episode-8","series":"missions","season":2,"number":8}');
INSERT INTO "entry" VALUES('episodes','missions/season-2/episode-9',18,X'78062A6A981E239B8DFD3B1A10A79B34','{"id":"missions/season-2/episode-9","series":"missions","season":2,"number":9}');
INSERT INTO "entry" VALUES('episodes','the-invented-film',20,X'18718A5C90349B92DBDE8D4CEACCF47C','{"id":"the-invented-film","title":{"wordings":[["","The Invented Film"]]}}');
INSERT INTO "entry" VALUES('platforms','go',0,X'9A9D510B00B1A99F96865809A86B97A7','{"id":"go","name":"OCS Go","zone":"Europe/Paris"}');
INSERT INTO "entry" VALUES('seasons','missions/season-1',0,X'8B5AB4BA57531114F5560D1F4D11AA56','{"series":"missions","number":1,"count":10}');
INSERT INTO "entry" VALUES('seasons','missions/season-2',1,X'DFE3C27EEF7C73E00CA2871962A6C666','{"series":"missions","number":2,"count":10}');
INSERT INTO "entry" VALUES('series','missions',0,X'19E85123C71F96118DF4412F87869708','{"id":"missions","title":{"wordings":[["fr","Missions"]]}}');
CREATE TABLE ledger (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  episode TEXT NOT NULL,
  date TEXT NOT NULL,
  starts INTEGER,
  ends INTEGER,
  status TEXT NOT NULL,
  gone INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  revised INTEGER NOT NULL,
  moved_from TEXT,
  content BLOB NOT NULL,  -- of the airing, whether gone or not
  digest BLOB NOT NULL,  -- of the whole listing, for `revised`
  data TEXT NOT NULL
);
INSERT INTO "ledger" VALUES(1,'a1','city','missions/season-1/episode-1','2017-06-01',1496342400,1496343960,'confirmed',1,0,1496340000,NULL,X'FE5D39D4DB44BB45D164955FE0B4B48F',X'0689A95A95E66B7F73A39A33F1A142FD','{"channel":"city","episode":"missions/season-1/episode-1","date":"2017-06-01","starts":"2017-06-01T18:40:00Z","ends":"2017-06-01T19:06:00Z","id":"a1","gone":true}');
INSERT INTO "ledger" VALUES(2,'a2','city','the-invented-film','2017-06-20',1497988800,1497990360,'cancelled',1,1,1496916000,NULL,X'9DCFE64821BA5EAC83ECFA860F6C2F4E',X'907384E3ED7B793B35B3D3DC4B621CEA','{"channel":"city","episode":"the-invented-film","date":"2017-06-20","starts":"2017-06-20T20:00:00Z","ends":"2017-06-20T20:26:00Z","id":"a2","status":"cancelled","gone":true}');
INSERT INTO "ledger" VALUES(3,'a3','city','missions/season-1/episode-3','2017-06-09',1497033600,1497035160,'confirmed',0,0,1496340000,NULL,X'848AAF28EE42D16D478522B8B1C52212',X'71CCCEC09213983DBC23AE7569B10B74','{"channel":"city","episode":"missions/season-1/episode-3","date":"2017-06-09","starts":"2017-06-09T18:40:00Z","ends":"2017-06-09T19:06:00Z","id":"a3","live":true,"note":{"wordings":[["fr","en direct"]]}}');
INSERT INTO "ledger" VALUES(4,'a4','city','missions/season-1/episode-2','2017-06-16',NULL,NULL,'tentative',0,1,1496340001,'{"channel":"city","date":"2017-06-15","starts":null,"ends":null}',X'5C4640CF64DD0EB19F806298C9C038E2',X'CF4118A1DBB7FE8CC6496EA27E06F277','{"channel":"city","episode":"missions/season-1/episode-2","date":"2017-06-16","id":"a4","status":"tentative"}');
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('layout','2');
INSERT INTO "meta" VALUES('ledger','2');
INSERT INTO "meta" VALUES('longest','86400');
INSERT INTO "meta" VALUES('note','three');
INSERT INTO "meta" VALUES('number','3');
INSERT INTO "meta" VALUES('published_at','2017-06-08T10:00:00+00:00');
CREATE TABLE occasion (
  id TEXT PRIMARY KEY,
  gone INTEGER NOT NULL,  -- no window opens or closes then any more; it may come back
  sequence INTEGER NOT NULL,
  revised INTEGER NOT NULL,
  digest BLOB NOT NULL,
  begins INTEGER NOT NULL,
  finishes INTEGER NOT NULL,
  target TEXT NOT NULL,
  platform TEXT NOT NULL,
  data TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "occasion" VALUES('window-0bc60011f10d-closes',0,0,1496340000,X'DB70ACB442EA6C1CB68BAD183B26315A',1499551200,1499637600,'missions/season-1/episode-3','go','{"id":"window-0bc60011f10d-closes","kind":"closes","target":"missions/season-1/episode-3","platform":"go","date":"2017-07-09","at":"2017-07-09T18:40:00Z"}');
INSERT INTO "occasion" VALUES('window-0bc60011f10d-opens',0,0,1496340000,X'B0BFE88E779D456B2E9F2C910CA39671',1497033600,1497034500,'missions/season-1/episode-3','go','{"id":"window-0bc60011f10d-opens","kind":"opens","target":"missions/season-1/episode-3","platform":"go","date":"2017-06-09","at":"2017-06-09T18:40:00Z"}');
INSERT INTO "occasion" VALUES('window-d36cee63c6ac-closes',0,0,1496340000,X'E9A6AE7A0B9233DCE97F66DBB1E31C7C',1498860000,1498946400,'missions/season-1/episode-1','go','{"id":"window-d36cee63c6ac-closes","kind":"closes","target":"missions/season-1/episode-1","platform":"go","date":"2017-07-01","at":"2017-07-01T18:40:00Z"}');
INSERT INTO "occasion" VALUES('window-d36cee63c6ac-opens',0,0,1496340000,X'2491273B3EE70FFC9414530EF574F9C9',1496342400,1496343300,'missions/season-1/episode-1','go','{"id":"window-d36cee63c6ac-opens","kind":"opens","target":"missions/season-1/episode-1","platform":"go","date":"2017-06-01","at":"2017-06-01T18:40:00Z"}');
CREATE TABLE release_note (number INTEGER PRIMARY KEY, data TEXT NOT NULL);
INSERT INTO "release_note" VALUES(1,'{"number":1,"published_at":"2017-06-01T18:00:00Z","note":"one","changes":0}');
INSERT INTO "release_note" VALUES(2,'{"number":2,"published_at":"2017-06-01T18:00:01Z","note":"two","changes":1}');
INSERT INTO "release_note" VALUES(3,'{"number":3,"published_at":"2017-06-08T10:00:00Z","note":"three","changes":1}');
CREATE TABLE schedule_file (path TEXT PRIMARY KEY, content BLOB NOT NULL);
INSERT INTO "schedule_file" VALUES('schedules/ocs.yaml',X'23207468652074727574680A');
CREATE TABLE streaming_window (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  target TEXT NOT NULL,
  data TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "streaming_window" VALUES('0bc60011f10d',1,'missions/season-1/episode-3','{"target":"missions/season-1/episode-3","platform":"go","opens":{"precision":"time","date":"2017-06-09","at":"2017-06-09T18:40:00Z"},"closes":{"precision":"time","date":"2017-07-09","at":"2017-07-09T18:40:00Z"},"id":"0bc60011f10d"}');
INSERT INTO "streaming_window" VALUES('d36cee63c6ac',0,'missions/season-1/episode-1','{"target":"missions/season-1/episode-1","platform":"go","opens":{"precision":"time","date":"2017-06-01","at":"2017-06-01T18:40:00Z"},"closes":{"precision":"time","date":"2017-07-01","at":"2017-07-01T18:40:00Z"},"id":"d36cee63c6ac"}');
CREATE TABLE touched (
  scope TEXT PRIMARY KEY,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO "touched" VALUES('*',1,1496340000);
INSERT INTO "touched" VALUES('all',3,1496916000);
INSERT INTO "touched" VALUES('bouquets/ocs',3,1496916000);
INSERT INTO "touched" VALUES('channels/city',3,1496916000);
INSERT INTO "touched" VALUES('premieres',3,1496916000);
INSERT INTO "touched" VALUES('series/missions',3,1496916000);
INSERT INTO "touched" VALUES('series/missions/season-1',3,1496916000);
CREATE INDEX occasion_by_time ON occasion (begins, finishes) WHERE gone = 0;
CREATE INDEX airing_by_time ON airing (begins, finishes);
CREATE INDEX airing_by_channel ON airing (channel, begins, finishes);
CREATE INDEX airing_on_air ON airing (channel, begins, finishes) WHERE on_air = 1;
CREATE INDEX airing_by_episode ON airing (episode, begins, finishes);
CREATE INDEX airing_by_season ON airing (series, season, begins, finishes)
  WHERE series IS NOT NULL;
CREATE INDEX airing_by_series ON airing (series, begins, finishes) WHERE series IS NOT NULL;
CREATE INDEX airing_premieres ON airing (begins, finishes) WHERE premiere = 1;
CREATE INDEX streaming_window_by_target ON streaming_window (target, position);
COMMIT;
