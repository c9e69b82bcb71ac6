"""Problems of firms and chains: raised, assigned, answered, verified, confirmed by who raised them."""
