//! How SQLite goes about statements that each change waits for: by keys, whatever else is there. It chooses
//! by the indexes alone, so a database without rows answers for a full one.

use super::{
    MIGRATOR,
    queries::{first_areas::FIRSTS, reach::TOWNSHIPS, rollups::people::DAYS_OF_ASKED},
};
use sqlx::{Connection, QueryBuilder, Row, Sqlite, SqliteConnection};

/// The steps of `head VALUES (…), (…) tail`, with two rows of so many values.
async fn steps((head, tail): (&str, &str), values: usize) -> Vec<String> {
    let mut query = QueryBuilder::new(format!("EXPLAIN QUERY PLAN {head}"));
    query.push_values([(); 2], |mut row, ()| {
        for _ in 0..values {
            row.push_bind(0);
        }
    });
    query.push(tail);
    told(query).await
}

async fn told(mut explain: QueryBuilder<Sqlite>) -> Vec<String> {
    let mut conn = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    MIGRATOR.run(&mut conn).await.unwrap();
    let found = explain.build().fetch_all(&mut conn).await.unwrap();
    found.iter().map(|step| step.get("detail")).collect()
}

#[tokio::test]
async fn the_first_area_of_each_part_is_one_look_into_the_key() {
    let explain = QueryBuilder::new(format!("EXPLAIN QUERY PLAN {FIRSTS}"));
    let steps = told(explain).await;
    let key = "USING PRIMARY KEY (year=? AND standing=? AND area_code>? AND area_code<?)";
    for table in ["annual_areas", "a"] {
        let look = format!("SEARCH {table} {key}");
        assert!(steps.contains(&look), "{steps:?}");
    }
}

#[tokio::test]
async fn whether_a_township_was_visited_is_one_look_into_the_key() {
    let explain = QueryBuilder::new(format!("EXPLAIN QUERY PLAN {TOWNSHIPS}"));
    let steps = told(explain).await;
    let key = "USING PRIMARY KEY (year=? AND standing=? AND area_code>? AND area_code<?)";
    for table in ["a", "p"] {
        let look = format!("SEARCH {table} {key}");
        assert!(steps.contains(&look), "{steps:?}");
    }
}

#[tokio::test]
async fn the_days_of_a_person_are_read_by_the_person() {
    let steps = steps(DAYS_OF_ASKED, 2).await;
    let days = steps.iter().find(|step| step.starts_with("SEARCH d "));
    assert!(days.unwrap().contains("(commissioner_id=?"), "{steps:?}");
}
