-- What messages are made of, and what recipients answer.
ALTER TABLE clients
  ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'fr', 'es', 'rw')),
  ADD COLUMN mail_name text CHECK (length(mail_name) BETWEEN 1 AND 100),
  ADD COLUMN mail_colour text CHECK (mail_colour ~ '^#[0-9a-f]{6}$');
COMMENT ON COLUMN clients.language IS 'of e-mails, of amounts in messages, and of answers to what recipients write';
COMMENT ON COLUMN clients.mail_name IS 'who e-mails say they are from; null: the name';

ALTER TABLE campaigns
  ADD COLUMN whatsapp_content_sid text CHECK (whatsapp_content_sid ~ '^HX[0-9a-f]{32}$'),
  ADD COLUMN whatsapp_variables jsonb CHECK (jsonb_typeof(whatsapp_variables) = 'object'),
  ADD COLUMN email_subject text CHECK (length(email_subject) BETWEEN 1 AND 200);
COMMENT ON COLUMN campaigns.whatsapp_content_sid IS
  'the approved template; without one the text goes as it is, which WhatsApp takes only within 24 hours of an answer';
COMMENT ON COLUMN campaigns.whatsapp_variables IS 'number of a variable of that template to a text with tokens';

ALTER TABLE opt_outs ADD COLUMN because_of bytea;
COMMENT ON COLUMN opt_outs.because_of IS 'hash of the number whose owner wrote it, when that is another address of theirs';
CREATE INDEX opt_outs_because_of ON opt_outs (because_of) WHERE because_of IS NOT NULL;
CREATE INDEX recipients_of_phone ON recipients (phone_hash) WHERE phone_hash IS NOT NULL;

CREATE TABLE inbound_messages (
  message_id text PRIMARY KEY,
  channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp')),
  address_hash bytea NOT NULL,
  meaning text NOT NULL CHECK (meaning IN ('stop', 'start', 'help', 'yes', 'no', 'other')),
  answered boolean NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE inbound_messages IS 'what recipients wrote, by its meaning; the text itself is not kept';

-- One row a key, validated by who writes it. Nothing in the code stands for a row that cannot be read.
CREATE TABLE settings (
  key text PRIMARY KEY,
  value jsonb NOT NULL,
  changed_by text NOT NULL DEFAULT 'migration',
  changed_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO settings (key, value) VALUES
  ('inbound.stop', '["STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "OPT OUT", "REVOKE",
    "ARRET", "ARRETER", "DESABONNER", "ALTO", "PARAR", "BAJA", "CANCELAR", "HAGARIKA", "REKERA", "KUVAMO"]'),
  ('inbound.start', '["START", "UNSTOP", "RESUBSCRIBE", "COMMENCER", "REPRENDRE", "INICIAR", "ALTA", "TANGIRA", "GARUKA"]'),
  ('inbound.help', '["HELP", "INFO", "AIDE", "AYUDA", "UBUFASHA"]'),
  ('inbound.yes', '["YES", "Y", "YEAH", "YEP", "OK", "OKAY", "SURE", "ACCEPT", "OUI", "SI", "YEGO"]'),
  ('inbound.no', '["NO", "N", "NON", "OYA"]');

GRANT SELECT, INSERT ON inbound_messages TO scrip_functions;
GRANT INSERT, DELETE ON opt_outs TO scrip_functions;
GRANT SELECT, UPDATE (value, changed_by, changed_at) ON settings TO scrip_functions;
GRANT SELECT ON settings, inbound_messages TO scrip_support;
