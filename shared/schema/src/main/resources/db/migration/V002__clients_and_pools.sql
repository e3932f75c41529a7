-- Whose cards these are, and the pools they lie in. How many cards a pool holds is not a column of it: see V003.
CREATE TABLE clients (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  region text NOT NULL CHECK (region ~ '^[A-Z]{2}$'),
  created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN clients.region IS 'ISO 3166 code; numbers without a country code are read as numbers of this region';

CREATE TABLE brands (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE card_pools (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  client_id uuid NOT NULL REFERENCES clients,
  brand_id uuid NOT NULL REFERENCES brands,
  pool_name text NOT NULL,
  value_minor bigint NOT NULL CHECK (value_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  low_stock_threshold integer NOT NULL DEFAULT 20 CHECK (low_stock_threshold >= 0),
  purchase_method text NOT NULL DEFAULT 'csv_only'
    CHECK (purchase_method IN ('csv_only', 'api_only', 'csv_with_fallback')),
  api_provider text,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (client_id, pool_name),
  CHECK (purchase_method = 'csv_only' OR api_provider IS NOT NULL)
);
COMMENT ON COLUMN card_pools.value_minor IS 'face value of each card, in minor units of the currency';
