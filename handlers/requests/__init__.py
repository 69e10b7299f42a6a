"""What every request has: filing, votes, closing, the board, holds, notices, the sweep."""
