//! The rows of areas and years.

use super::{
    super::{
        Conn, Db,
        rollup_sums::{self, AreaYear, InStandings, months_text},
    },
    each_standing, in_each_standing,
};
use crate::Result;
use domain::areas::AreaCode;
use sqlx::QueryBuilder;
use std::collections::BTreeMap;

pub(super) async fn refresh(conn: &mut Conn, keys: &[(i32, AreaCode)]) -> Result<()> {
    let found = rollup_sums::of_areas(conn, keys).await?;
    let mut query =
        QueryBuilder::<Db>::new("DELETE FROM annual_areas WHERE (year, standing, area_code) IN (");
    query.push_values(in_each_standing(keys), |mut row, (year, standing, area)| {
        row.push_bind(i64::from(year))
            .push_bind(standing.code())
            .push_bind(area.to_string());
    });
    query.push(")");
    query
        .build()
        .persistent(keys.len() == 1)
        .execute(&mut *conn)
        .await?;
    insert(conn, &found).await
}

async fn insert(
    conn: &mut Conn,
    found: &BTreeMap<(i32, AreaCode), InStandings<AreaYear>>,
) -> Result<()> {
    let sums: Vec<_> = each_standing(found);
    if sums.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::<Db>::new(
        "INSERT INTO annual_areas (year, standing, area_code, onsite_visits, remote_visits, guidance_visits, households, consultations,
             materials, trainings, attendances, farmers, poverty_exited_people, grassroots_technicians, online_views,
             onsite_by_month, half_days_by_month, lessons_by_month, last_onsite_on,
             targets_cooperative, targets_enterprise, targets_family_farm, targets_farmer, targets_poverty_exited,
             targets_collective, targets_park, targets_other, logs, late_logs, reviews, late_reviews) ",
    );
    query.push_values(&sums, |mut row, ((year, area), standing, sums)| {
        row.push_bind(i64::from(*year));
        row.push_bind(standing.code());
        row.push_bind(area.to_string());
        for number in counts(sums) {
            row.push_bind(number);
        }
        row.push_bind(months_text(&sums.months.onsite));
        row.push_bind(months_text(&sums.months.half_days));
        row.push_bind(months_text(&sums.months.lessons));
        row.push_bind(sums.last_onsite_on);
        for number in sums.targets.0 {
            row.push_bind(number);
        }
        let timeliness = sums.timeliness;
        row.push_bind(timeliness.logs);
        row.push_bind(timeliness.late_logs);
        row.push_bind(timeliness.reviews);
        row.push_bind(timeliness.late_reviews);
    });
    query
        .build()
        .persistent(sums.len() == 1)
        .execute(conn)
        .await?;
    Ok(())
}

/// The first columns of `annual_areas` after its key.
const fn counts(sums: &AreaYear) -> [i64; 12] {
    [
        sums.onsite_visits,
        sums.remote_visits,
        sums.guidance_visits,
        sums.households,
        sums.consultations,
        sums.materials,
        sums.trainings,
        sums.attendances,
        sums.farmers,
        sums.poverty_exited_people,
        sums.grassroots_technicians,
        sums.online_views,
    ]
}
