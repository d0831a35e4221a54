"""What officers have been told: the ledger of published rotas, of which nothing is ever lost or altered."""
