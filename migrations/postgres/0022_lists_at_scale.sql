-- A city's lists, newest first, at any depth. Four digits are a city.
CREATE INDEX records_by_city ON records (SUBSTR(area_code, 1, 4), occurred_on, id);
-- What a team's leaders read of it.
CREATE INDEX records_by_team ON records (team_id);
