-- Charts count the trainings of a year by day.
CREATE INDEX records_trainings_by_day ON records (occurred_on, area_code, status) WHERE kind = 'training';
