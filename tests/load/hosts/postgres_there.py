"""Starts the Postgres of the wheel where other hosts reach it: run inside its host, `python -m tests.load.hosts.postgres_there`.

Arguments: a folder, the address to listen on, the network that is let in. The server goes on when this has ended.
"""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg

from config.runtime import account, postgres

# What docs/deploy.md asks of a database that other machines use: a machine that is gone must not keep its locks.
SETTINGS = {
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "30s",
}


def main() -> None:
    folder, address, network = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    data, socket = folder / "postgres", folder / "postgres"
    account.make_data_folder(folder)
    postgres.ensure(data, socket, durable=True)
    with psycopg.connect(host=str(socket), user=postgres.ROLE, dbname="postgres", autocommit=True) as connection:
        for name, value in {"listen_addresses": address, **SETTINGS}.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    with (data / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {network} trust\n")
    postgres.stop(data)
    postgres.ensure(data, socket, durable=True)


if __name__ == "__main__":
    main()
