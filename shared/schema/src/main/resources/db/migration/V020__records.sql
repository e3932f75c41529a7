-- Records that people keep by the console: pools may be made by the functions, and what may never happen to a record
-- is refused here too, whoever types it. Messages name the constraint in double quotes, as PostgreSQL's own do: by that
-- name the console knows them.

-- A pool's counting starts with it, whoever made it; nobody else writes counts.
ALTER FUNCTION pools_start_counting() SECURITY DEFINER;
ALTER FUNCTION pools_start_counting() SET search_path = public, pg_temp;

CREATE FUNCTION card_pools_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  -- Whoever inserts a card holds a key-share lock on its pool: this waits for those under way, and then sees their cards.
  PERFORM FROM card_pools WHERE id = OLD.id FOR UPDATE;
  IF (OLD.client_id, OLD.brand_id, OLD.value_minor, OLD.currency)
     IS DISTINCT FROM (NEW.client_id, NEW.brand_id, NEW.value_minor, NEW.currency)
     AND EXISTS (SELECT FROM gift_cards WHERE pool_id = OLD.id) THEN
    RAISE EXCEPTION 'pool % has cards: its client, brand, value and currency stay ("card_pools_value_stays")', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_pools_value_stays',
            HINT = 'Make another pool, and transfer the cards.';
  END IF;
  IF OLD.archived_at IS NULL AND NEW.archived_at IS NOT NULL AND (
      EXISTS (SELECT FROM gift_card_pools
              WHERE id = OLD.id AND available_cards + claimed_cards + quarantined_cards > 0)
      OR EXISTS (SELECT FROM waiting_list WHERE pool_id = OLD.id AND served_at IS NULL)
      OR EXISTS (SELECT FROM supplier_orders WHERE pool_id = OLD.id AND state IN ('ordering', 'unknown'))
      OR EXISTS (SELECT FROM campaign_conditions k JOIN campaigns c ON c.id = k.campaign_id
                 WHERE k.pool_id = OLD.id AND c.state <> 'closed')) THEN
    RAISE EXCEPTION 'pool % is in use and was not archived ("card_pools_archived_empty")', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_pools_archived_empty',
            HINT = 'Transfer or void its cards, serve those who wait, settle its orders, and close or change the campaigns that draw on it.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER card_pools_guard BEFORE UPDATE ON card_pools FOR EACH ROW
  WHEN ((OLD.client_id, OLD.brand_id, OLD.value_minor, OLD.currency, OLD.archived_at)
        IS DISTINCT FROM (NEW.client_id, NEW.brand_id, NEW.value_minor, NEW.currency, NEW.archived_at))
  EXECUTE FUNCTION card_pools_guard();

-- Nothing comes into a pool that was put away.
CREATE FUNCTION gift_cards_not_into_archived() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  archived uuid;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT id INTO archived FROM card_pools
    WHERE archived_at IS NOT NULL AND id IN (SELECT pool_id FROM new_cards) LIMIT 1;
  END IF;
  IF archived IS NOT NULL THEN
    RAISE EXCEPTION 'pool % is archived and takes no cards ("card_pools_archived_takes_none")', archived
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_pools_archived_takes_none',
            HINT = 'Take the pool out of the archive first.';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER gift_cards_not_into_archived AFTER INSERT ON gift_cards
  REFERENCING NEW TABLE AS new_cards FOR EACH STATEMENT EXECUTE FUNCTION gift_cards_not_into_archived();

CREATE FUNCTION gift_cards_not_moved_into_archived() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM FROM card_pools WHERE id = NEW.pool_id AND archived_at IS NULL FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'pool % is archived and takes no cards ("card_pools_archived_takes_none")', NEW.pool_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_pools_archived_takes_none',
            HINT = 'Take the pool out of the archive first.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gift_cards_not_moved_into_archived BEFORE UPDATE OF pool_id ON gift_cards FOR EACH ROW
  WHEN (OLD.pool_id IS DISTINCT FROM NEW.pool_id) EXECUTE FUNCTION gift_cards_not_moved_into_archived();

-- A condition draws on a pool of its campaign's own client that is in use.
CREATE FUNCTION campaign_conditions_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  drawn card_pools;
BEGIN
  SELECT * INTO drawn FROM card_pools WHERE id = NEW.pool_id FOR KEY SHARE;
  IF drawn.client_id <> (SELECT client_id FROM campaigns WHERE id = NEW.campaign_id) THEN
    RAISE EXCEPTION 'pool % belongs to another client than campaign % ("campaign_conditions_one_client")', NEW.pool_id, NEW.campaign_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'campaign_conditions_one_client';
  END IF;
  IF drawn.archived_at IS NOT NULL THEN
    RAISE EXCEPTION 'pool % is archived ("card_pools_archived_takes_none")', NEW.pool_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'card_pools_archived_takes_none';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER campaign_conditions_guard BEFORE INSERT OR UPDATE OF pool_id, campaign_id ON campaign_conditions
  FOR EACH ROW EXECUTE FUNCTION campaign_conditions_guard();

-- Those who wait follow the condition that they wait for.
CREATE FUNCTION waiting_list_follow_condition() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE waiting_list SET pool_id = NEW.pool_id
  WHERE condition_id = NEW.id AND served_at IS NULL AND pool_id <> NEW.pool_id;
  RETURN NULL;
END $$;
CREATE TRIGGER waiting_list_follow_condition AFTER UPDATE OF pool_id ON campaign_conditions
  FOR EACH ROW WHEN (OLD.pool_id IS DISTINCT FROM NEW.pool_id) EXECUTE FUNCTION waiting_list_follow_condition();

-- draft -> active <-> paused -> closed, and active -> closed. Closed stays closed.
CREATE FUNCTION campaigns_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (('draft', 'active'), ('active', 'paused'), ('paused', 'active'),
      ('active', 'closed'), ('paused', 'closed')) THEN
    RAISE EXCEPTION 'campaign % is % and cannot become %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'campaigns_state_follows';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER campaigns_guard_state BEFORE UPDATE OF state ON campaigns
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION campaigns_guard_state();

-- Who leaves the line is gone from it; the audit row says who took them out and why.
GRANT DELETE ON waiting_list TO scrip_functions;
