DROP TABLE IF EXISTS poll_choice;
CREATE TABLE poll_choice (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(40) UNIQUE NOT NULL, votes INTEGER NOT NULL
);
INSERT INTO poll_choice (name, votes) VALUES ('tea', 2), ('coffee', 1);
